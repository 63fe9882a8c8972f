//! The page of `swpsim pilots`: what the model says beside what the evaluation found.

use maud::{Markup, html};

use super::parts;
use crate::report::charts::Figure;
use crate::report::charts::causes::signed;
use crate::report::charts::pilots as charts;
use crate::report::options::Table;
use crate::results::measures::Measure;
use crate::results::pilots::{Control, CostVerdict, Pilot, Pilots, Verdict};
use crate::results::rounding::{money, rounded, whole, with_error};
use crate::results::study::Spread;

/// A finding of the evaluation, and what the model says of it, pilot by pilot.
pub struct Finding {
    pub name: &'static str,
    /// What the evaluation found, in our words.
    pub found: &'static str,
    pub source: &'static str,
    /// How the model's answer is to be read.
    pub reading: &'static str,
    /// Verdict and numbers of each pilot.
    pub says: Vec<(Verdict, String)>,
}

/// The figures of the page.
pub fn figures(pilots: &Pilots) -> Vec<Figure> {
    charts::figures(pilots)
}

/// The findings that the model is set beside, in reading order.
pub fn findings(pilots: &Pilots) -> Vec<Finding> {
    let each = |says: &dyn Fn(&Pilot) -> (Verdict, String)| pilots.pilots.iter().map(says).collect();
    vec![
        Finding {
            name: "same worker over the year",
            found: "Children of the pilots more often said that they had had the same worker over the last year.",
            source: "College of Social Work 2015, para 34",
            reading: "Share who kept one worker all year, with the pilot less the same children in the pilot's own authority; the \
                      evaluation compared other children in other places. The model's year begins after the transfer.",
            says: each(&|pilot| {
                let same = pilot.of(Measure::CohortSameWorker);
                let (with, without) = (&same.pilot, &same.controls[0]);
                let told = format!(
                    "{:.0}% against {:.0}%: {} points",
                    with.mean,
                    without.mean,
                    error(&same.differences[0], 1)
                );
                (Verdict::of_positive(&same.differences[0]), told)
            }),
        },
        Finding {
            name: "lower caseloads",
            found: "The evaluators put time for direct work, and better performance in some respects, down to lower caseloads; some who took \
                    part in the pilots held that caseloads were like those of the commissioning authorities.",
            source: "College of Social Work 2015, paras 34, 38 and 84",
            reading: "Same worker all year with the pilot, less the same pilot with its authority's caseload. In the model caseload acts on \
                      changes of worker only through how cases are shared out and evened out, unless the scenario lets leaving depend on it; \
                      time with children is not modelled. So this says how far caseload alone can go here, not whether the evaluators were right.",
            says: each(&|pilot| {
                let cases =
                    format!("{:.1} places a post against {:.1}", pilot.per_post, pilot.per_post_in_the_authority);
                if pilot.same_caseload {
                    return (Verdict::PutIn, format!("{cases} in the authority: as many posts"));
                }
                let told = format!(
                    "{cases} in the authority; of the difference, caseload: {} points",
                    error(&pilot.lower_caseload, 1)
                );
                (Verdict::of_positive(&pilot.lower_caseload), told)
            }),
        },
        Finding {
            name: "a new worker at the transfer",
            found: "Many children said that their key worker changed when they were transferred, and that they were given no choice, \
                    something they resented.",
            source: "College of Social Work 2015, para 34",
            reading: "Of 100 people transferred, those who changed worker on the day. It follows from how many staff are assumed to come \
                      along, and from a draw by lot, which seldom gives them their own children; that nobody may refuse is put in. What children felt is not modelled.",
            says: each(&|pilot| {
                let many = pilot.changed_at_transfer.mean > 50.0;
                let verdict = if many { Verdict::SameWay } else { Verdict::OtherWay };
                (verdict, format!("{:.0} of 100", pilot.changed_at_transfer.mean))
            }),
        },
        Finding {
            name: "turnover of staff",
            found: "Three of the five had low turnover; the other two were mixed: the private one lost half its qualified staff in the second \
                    year, as its relationship with the authority became fractious. Which three is not said, nor any rate.",
            source: "College of Social Work 2015, para 34",
            reading: "The turnover is a number of the scenario. The model cannot say why staff stay or go.",
            says: each(&|pilot| (Verdict::PutIn, pilot.turnover.clone())),
        },
        Finding {
            name: "fewer placement changes in the first year",
            found: "Most pilots reduced placement changes in their first year, but not the one with an incentive to cut placement costs.",
            source: "College of Social Work 2015, para 34",
            reading: "No source says by which way, and how strongly, a worker or a practice acts on placements; where \
                      placements.worker_change_factor is 1, as here, moves are the same by construction, and the model cannot know.",
            says: each(&|pilot| {
                if !pilot.moves_are_modelled {
                    return (Verdict::NotModelled, "the same by construction".into());
                }
                let fewer = &pilot.moves_first_year;
                let turned = Spread { mean: -fewer.mean, ..*fewer };
                (Verdict::of_positive(&turned), format!("{} moves a child-year", error(fewer, 3)))
            }),
        },
        Finding {
            name: "cost",
            found: "None of the commissioners asked saw savings; two called their pilot cost-neutral, two dearer. The evaluation said that \
                    the authorities' finances made it hard to be precise.",
            source: "College of Social Work 2015, para 47",
            reading: "All modelled cost to the public less no practice, a year over three years: staff, posts that the authority sheds or cannot \
                      shed, overheads, the start-up grant. Neutral: no difference that matters (outcomes.matters_cost_gbp a person) is \
                      possible. Salaries and overheads of the pilots are assumed.",
            says: each(&|pilot| {
                let cost = CostVerdict::of(&pilot.cost, pilot.matters_gbp);
                let verdict = match cost {
                    CostVerdict::Dearer | CostVerdict::Neutral => Verdict::SameWay,
                    CostVerdict::Cheaper => Verdict::OtherWay,
                    CostVerdict::NotToldApart => Verdict::NotToldApart,
                };
                let each_year = money(pilot.cost.mean, pilot.cost.half_width);
                (
                    verdict,
                    format!(
                        "{}: {each_year} a year, {}% of all cost",
                        cost.words(),
                        error(&pilot.cost_percent, 2)
                    ),
                )
            }),
        },
        Finding {
            name: "what children, carers and staff said",
            found: "Offices friendlier, staff who knew children by name, quicker decisions and more delays, better morale and more insecurity, \
                    no difference in time spent on forms.",
            source: "College of Social Work 2015, para 34",
            reading: "Views, decisions and morale are outside the model.",
            says: each(&|_| (Verdict::NotModelled, String::new())),
        },
        Finding {
            name: "what became of them",
            found: "Contracts ran for three years; three of the five evaluated were among those still running in May 2013, one at the end of 2014.",
            source: "College of Social Work 2015, paras 34, 121 and 124",
            reading: "The run ends with the contract. Whether a contract is renewed is a decision of people, and is not predicted.",
            says: each(&|_| (Verdict::NotModelled, String::new())),
        },
    ]
}

fn error(spread: &Spread, decimals: usize) -> String {
    if spread.half_width > 0.0 {
        format!("{} ± {:.decimals$}", signed(spread.mean, decimals), spread.half_width)
    } else {
        signed(spread.mean, decimals)
    }
}

/// One line a finding, for the terminal and the top of the page.
pub fn sentences(pilots: &Pilots) -> Vec<String> {
    findings(pilots).iter().map(sentence).collect()
}

fn sentence(finding: &Finding) -> String {
    let mut kinds: Vec<Verdict> = finding.says.iter().map(|(verdict, _)| *verdict).collect();
    let all = kinds.len();
    kinds.sort();
    kinds.dedup();
    let count = |kind: Verdict| finding.says.iter().filter(|(verdict, _)| *verdict == kind).count();
    let told: Vec<String> = match &kinds[..] {
        [one] => vec![format!("{} in all {all} pilots", one.words())],
        _ => kinds.iter().map(|kind| format!("{} in {} of {all}", kind.words(), count(*kind))).collect(),
    };
    format!("{}: {}.", finding.name, told.join(", "))
}

/// The page's text.
pub fn page(pilots: &Pilots, figures: &[Figure]) -> String {
    parts::document(&html! { "The evaluated pilots: model beside evaluation" }, &html! {
        header {
            h1 { "The evaluated pilots: model beside evaluation" }
            p.lead { (pilots.pilots.len()) " pilots of 2009 to 2012, each in its authority as published for 31 March 2011, over the years of its contract" }
        }
        main {
            (answer(pilots))
            @for figure in figures { (parts::figure(figures, figure.name)) }
            h2 { "Finding by finding" }
            @for finding in findings(pilots) { (one_finding(pilots, &finding)) }
            h2 { "Pilot by pilot" }
            @for pilot in &pilots.pilots { (one_pilot(pilot)) }
            (controls())
            (cannot_know())
            (reproduce(pilots))
        }
        footer { p { (parts::ALL_SIMULATED) } }
    })
    .replace("−£", "−\u{2060}£")
}

fn answer(pilots: &Pilots) -> Markup {
    html! {
        div.answer {
            h3 { "Does the model say what the evaluation found?" }
            ul { @for sentence in sentences(pilots) { li { (sentence) } } }
        }
        p.warn {
            "Which authority each pilot was in is inferred: the evaluation is anonymised. No pilot's caseload, turnover, contract value or \
             child record was found. The model is not fitted to the pilots, and agreement with five of them is no proof of it."
        }
    }
}

fn one_finding(pilots: &Pilots, finding: &Finding) -> Markup {
    let head = ["Pilot", "The model", "Compared with the evaluation"].map(String::from).into();
    let rows = pilots.pilots.iter().zip(&finding.says).map(|(pilot, (verdict, says))| {
        vec![pilot.name.to_uppercase(), says.clone(), verdict.words().to_string()]
    });
    html! {
        h3 { (capital(finding.name)) }
        p { b { "The evaluation: " } (finding.found) " (" (finding.source) ")" }
        p { b { "The model: " } (finding.reading) }
        @if finding.says.iter().all(|(verdict, says)| *verdict == Verdict::NotModelled && says.is_empty()) {
            p { "Not modelled." }
        } @else {
            (parts::words(&Table { head, rows: rows.collect() }, &format!("{}, pilot by pilot", capital(finding.name))))
        }
    }
}

fn one_pilot(pilot: &Pilot) -> Markup {
    let head = std::iter::once("Measure, unit".to_string())
        .chain(std::iter::once("With the pilot".to_string()))
        .chain(Control::ALL.map(|control| capital(control.label())))
        .collect();
    let cell = |spread: &Spread| with_error(spread.mean, spread.half_width);
    let rows = pilot
        .compared
        .iter()
        .map(|compared| {
            let info = compared.measure.info();
            let label = format!("{}, {}", info.label, info.unit);
            let cells = std::iter::once(&compared.pilot).chain(&compared.controls).map(cell);
            std::iter::once(label).chain(cells).collect()
        })
        .collect();
    let less = std::iter::once("Measure, unit".to_string())
        .chain(Control::ALL.map(|control| format!("less {}", control.label())))
        .collect();
    let differences = pilot
        .compared
        .iter()
        .map(|compared| {
            let info = compared.measure.info();
            let decimals = if compared.measure == Measure::CohortSameWorker { 1 } else { 3 };
            let label = format!("{}, {}", info.label, info.unit);
            std::iter::once(label)
                .chain(compared.differences.iter().map(|spread| error(spread, decimals)))
                .collect()
        })
        .collect();
    html! {
        h3 { (pilot.title) }
        p { (pilot.authority) " (inferred); " (pilot.places) " places, on average " (rounded(pilot.size.mean, pilot.size.half_width.max(1.0)))
            " people with it at the years' ends; "
            @if pilot.provider == "in-house" { "a dedicated team of the authority" } @else { "a practice outside the authority" }
            "; turnover put in: " (pilot.turnover) "." }
        p.note { (pilot.note) }
        (parts::numbers(&Table { head, rows }, &format!("Pilot {}: the same children with it and with each control's workers", pilot.name.to_uppercase())))
        (parts::numbers(&Table { head: less, rows: differences }, &format!("Pilot {}: difference, with 95% interval of the mean", pilot.name.to_uppercase())))
    }
}

fn controls() -> Markup {
    html! {
        h2 { "The three controls" }
        p { "Consistent Care Matters asks that practices be compared with the pilot authority itself, with a best-practice and with an \
             average authority (recommendation 13), like with like (9.5). Here the same simulated children, in the pilot's own authority, \
             have other workers:" }
        dl.glossary {
            dt { "Own authority" } dd { "Turnover and vacancies as the authority stood against England in 2016 and 2017, put on England's of 2011: no \
                workforce of one authority was published before. Caseload of England." }
            dt { "Average authority" } dd { "England's turnover, vacancies and caseload of 2011 (" code { "pilots/average-authority" } ")." }
            dt { "Best-practice authority" } dd { "The tenth percentile of authorities in turnover, in vacancies and in caseload \
                (" code { "pilots/best-practice-authority" } "). No authority need be there in all three, and low turnover is no proof of good practice." }
        }
        p { "Controls differ in workers' terms and caseload alone; children, carers, courts and team boundaries stay the pilot's (A58)." }
    }
}

fn cannot_know() -> Markup {
    html! {
        h2 { "Where the model cannot know" }
        ul {
            li { "What children and carers thought of their workers, and whether they resented the change." }
            li { "Placement changes: no effect of workers or practices on them is modelled, since no source gives its size." }
            li { "Why staff stayed or left, and whether relations with the authority held: turnover is put in." }
            li { "Time with children: caseload is in the model, what a worker does with the time is not." }
            li { "Health, school, offending and what else the pilots were judged by." }
            li { "Whether the evaluation's comparison places were like the pilots' own: the model compares the same children, the evaluation could not." }
        }
    }
}

fn reproduce(pilots: &Pilots) -> Markup {
    html! {
        h2 { "How to reproduce this" }
        p { (whole(pilots.replicates as f64)) " histories a pilot and control, seed " (pilots.seed) ", swpsim " (pilots.version) "." }
        p { code { (pilots.command) } }
        ul { @for pilot in &pilots.pilots { li { "pilot " (pilot.name.to_uppercase()) ": scenario " code { (pilot.scenario_hash) } } } }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::pilots::Compared;

    fn spread(mean: f64, half_width: f64) -> Spread {
        Spread { n: 9, mean, half_width, ..Spread::NONE }
    }

    fn made_up(name: &str, gain: f64) -> Pilot {
        let compared = |measure, pilot: f64, gain: f64| Compared {
            measure,
            pilot: spread(pilot, 0.5),
            controls: [pilot - gain, pilot - gain, pilot - gain].map(|mean| spread(mean, 0.5)),
            differences: [gain; 3].map(|mean| spread(mean, 1.0)),
        };
        Pilot {
            name: name.into(),
            title: format!("made-up pilot {name}"),
            note: "made up".into(),
            authority: "nowhere".into(),
            provider: "practice".into(),
            places: 100,
            scenario_hash: "abc".into(),
            histories: 9,
            compared: vec![
                compared(Measure::CohortChanges, 0.8, 0.1),
                compared(Measure::CohortChangesAfter, 0.4, -0.2),
                compared(Measure::CohortSameWorker, 70.0, gain),
            ],
            size: spread(98.0, 1.0),
            changed_at_transfer: spread(80.0, 2.0),
            per_post: 13.0,
            per_post_in_the_authority: 16.0,
            lower_caseload: spread(0.3, 1.0),
            same_caseload: false,
            moves_first_year: spread(0.0, 0.0),
            moves_are_modelled: false,
            cost: spread(90_000.0, 9_000.0),
            cost_percent: spread(1.2, 0.1),
            matters_gbp: 100_000.0,
            turnover: "0.07 a year (assumed, 0.05 to 0.5)".into(),
        }
    }

    fn two() -> Pilots {
        let pilots = vec![made_up("a", 15.0), made_up("b", -6.0)];
        Pilots { version: "0".into(), seed: 1, replicates: 9, command: "swpsim pilots".into(), pilots }
    }

    #[test]
    fn each_finding_is_told_pilot_by_pilot_and_what_is_not_modelled_is_said() {
        let told = sentences(&two());
        assert_eq!(told[0], "same worker over the year: the same way in 1 of 2, the other way in 1 of 2.");
        assert_eq!(told[1], "lower caseloads: cannot be told apart in all 2 pilots.");
        assert_eq!(told[4], "fewer placement changes in the first year: not modelled in all 2 pilots.");
        assert!(told[3].contains("put in, not found"), "{}", told[3]);
    }

    #[test]
    fn the_page_shows_its_figures_with_their_data_and_says_what_it_cannot_know() {
        let pilots = two();
        let figures = figures(&pilots);
        let page = page(&pilots, &figures);
        assert_eq!(page.matches("<svg").count(), page.matches("Data of this figure").count());
        assert!(page.contains("Where the model cannot know") && page.contains("is inferred"));
        assert!(!page.contains("NaN") && !page.contains("<script") && !page.contains("src="));
    }
}
