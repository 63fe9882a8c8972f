//! What must hold between the keys of endings: a term within the simulated time, a taper that there can be.

use super::Scenario;
use super::checks::{setting, shown, worlds};
use super::problems::Problems;

/// Notes endings that could not come about.
pub fn check(scenario: &Scenario, problems: &mut Problems) {
    terms(scenario, problems);
    tapers(scenario, problems);
    education(scenario, problems);
}

/// A contract whose term should end in the simulated time does.
fn terms(scenario: &Scenario, problems: &mut Problems) {
    let (at_term, years) = ("contract.at_term", "contract.years");
    let simulated = scenario.entry("run.years").value.number();
    for arm in worlds(scenario, &[at_term, years]) {
        let (ends, term) = (setting(scenario, arm, at_term), setting(scenario, arm, years).value.number());
        if ends.value.text() == "runs-on" || term < simulated || problems.concern(years) {
            continue;
        }
        let message = format!(
            "\"{}\" needs a term that ends before the simulated time does: {years} is {term} and run.years {simulated}",
            ends.value.text()
        );
        problems.note(&ends.origin, &shown(arm, at_term), message);
    }
}

/// Children who come back with their workers come at once.
fn tapers(scenario: &Scenario, problems: &mut Problems) {
    let (months, staff) = ("contract.taper_months", "contract.return_staff_share");
    for arm in worlds(scenario, &[months, staff]) {
        let [taper, along] = [months, staff].map(|key| setting(scenario, arm, key));
        if taper.value.number() > 0.0 && along.value.number() > 0.0 {
            let message =
                format!("with {staff} above 0 the team comes back as one, on a day: leave one of the two out");
            problems.note(&taper.origin, &shown(arm, months), message);
        }
    }
}

/// Care leavers in education are kept beyond the support that all have.
fn education(scenario: &Scenario, problems: &mut Problems) {
    let (share, until, support) =
        ("contract.education_share", "contract.education_until_age", "stay.care_leavers_until_age");
    let supported = scenario.entry(support).value.number();
    for arm in worlds(scenario, &[share, until]) {
        let [kept, age] = [share, until].map(|key| setting(scenario, arm, key));
        if kept.value.number() <= 0.0 {
            continue;
        }
        if supported <= 18.0 {
            let message = format!(
                "needs care leavers with the practice: try {support} = 21 and allocation.include_care_leavers = true"
            );
            problems.note(&kept.origin, &shown(arm, share), message);
        } else if age.value.number() <= supported {
            let message =
                format!("{} is not above {support}, {supported}: nobody is kept any longer", age.value.number());
            let place = if age.is_given() { &age.origin } else { &kept.origin };
            problems.note(place, &shown(arm, until), message);
        }
    }
}
