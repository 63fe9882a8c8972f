//! What the input does not say, and which rules cannot be kept for that reason. Nothing is invented for a real child.

use super::people::{Child, People};
use super::terms::Terms;
use crate::domain::parameters::{AllocationRuleName, Factor, PointsCriterion, Quota};
use crate::ssda903::cohort::Answer;

/// Something that the input says of nobody, or of some only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// What is not known.
    pub what: &'static str,
    /// Where it would stand.
    pub column: &'static str,
    /// Children of whom it is not known, of all in care.
    pub children: usize,
    pub of: usize,
    /// The rule that looks at it; `None`: none does.
    pub needed_by: Option<String>,
}

impl Lack {
    /// Is it known of nobody, although a rule looks at it?
    pub fn refuses(&self) -> bool {
        self.needed_by.is_some() && self.children == self.of
    }
}

/// A fact that may be missing.
struct Fact {
    what: &'static str,
    column: &'static str,
    known: fn(&Child) -> bool,
    needed_by: Option<String>,
}

/// Everything that the input does not say of some child, and rules that no input could support.
pub fn lacks(people: &People, terms: &Terms) -> Vec<Lack> {
    let of = people.children.len();
    let lack = |fact: &Fact| Lack {
        what: fact.what,
        column: fact.column,
        children: people.children.iter().filter(|child| !(fact.known)(child)).count(),
        of,
        needed_by: fact.needed_by.clone(),
    };
    // most children have no brothers or sisters in care: only a file without any group says nothing
    let says_nothing = |lack: &Lack| lack.children == of || lack.column != "SIBLING_GROUP";
    facts(terms).iter().map(lack).filter(|lack| lack.children > 0 && says_nothing(lack)).collect()
}

/// Columns that must be filled before a child's eligibility can be judged.
pub fn not_stated(child: &Child, terms: &Terms) -> Vec<&'static str> {
    let decides = |fact: &&Fact| fact.needed_by.is_some() && fact.column != "SIBLING_GROUP";
    facts(terms).iter().filter(decides).filter(|fact| !(fact.known)(child)).map(|fact| fact.column).collect()
}

/// Why rules cannot be kept whatever the file says, one line each.
pub fn beyond_any_file(terms: &Terms) -> Vec<String> {
    let rule = &terms.allocation.rule;
    let points = |criterion: PointsCriterion| {
        rule.name == AllocationRuleName::Points && rule.points[criterion as usize] != 0.0
    };
    let mut all = vec![];
    if rule.name == AllocationRuleName::ChildPreference || points(PointsCriterion::NamedAPractice) {
        all.push(
            "which practice a child prefers: neither a return nor a companion file has a column for it".into(),
        );
    }
    if rule.name == AllocationRuleName::FollowTheWorker || points(PointsCriterion::WorkerComesAcross) {
        all.push(
            "which workers go to the practice: neither a return nor a companion file has a column for it".into(),
        );
    }
    all
}

fn facts(terms: &Terms) -> Vec<Fact> {
    let (a, rule) = (&terms.allocation, &terms.allocation.rule);
    let is = |name: AllocationRuleName| rule.name == name;
    let balanced = |factor: Factor| {
        (is(AllocationRuleName::Minimisation) || is(AllocationRuleName::Rerandomisation))
            && rule.factors.contains(&factor)
    };
    let points = |all: &[PointsCriterion]| {
        is(AllocationRuleName::Points) && all.iter().any(|criterion| rule.points[*criterion as usize] != 0.0)
    };
    let quota = |all: &[Quota]| is(AllocationRuleName::StratifiedLottery) && all.contains(&rule.quota);
    let own = |asks: &dyn Fn(&crate::domain::parameters::PracticeCriteria) -> bool| {
        terms.practices.iter().any(|practice| asks(&practice.criteria))
    };
    let the_rule = format!("allocation.rule = \"{}\"", rule.name.name());
    let by = |needed: bool, words: &str| needed.then(|| words.to_string());
    use PointsCriterion::{Band2, Band3, Band4, SameArea};
    let bands =
        balanced(Factor::Band) || quota(&[Quota::Band, Quota::BandByAge]) || points(&[Band2, Band3, Band4]);
    let areas = balanced(Factor::Area)
        || quota(&[Quota::Area])
        || points(&[SameArea])
        || is(AllocationRuleName::WholeArea)
        || is(AllocationRuleName::NearestArea);
    let own_bands = by(own(&|c| c.bands.iter().any(|band| !band)), "practice.*.bands");
    let own_needs = by(own(&|c| c.needs.iter().any(|need| !need)), "practice.*.needs");
    let own_areas = by(own(&|c| !c.areas.is_empty()), "practice.*.areas");
    let fact = |what, column, known, needed_by| Fact { what, column, known, needed_by };
    vec![
        fact(
            "two-year assessment",
            "ASSESSED_LONG",
            |c| c.assessed_long.is_some(),
            by(a.require_assessment, "allocation.require_assessment"),
        ),
        fact(
            "brothers and sisters",
            "SIBLING_GROUP",
            |c| c.group.is_some(),
            by(a.siblings_together, "allocation.siblings_together"),
        ),
        fact("band of need", "BAND", |c| c.given.band.is_some(), by(bands, &the_rule).or(own_bands)),
        fact("area", "LOCALITY", |c| c.given.area.is_some(), by(areas, &the_rule).or(own_areas)),
        fact(
            "category of need",
            "CIN",
            |c| c.given.need.is_some(),
            by(balanced(Factor::Need), &the_rule).or(own_needs),
        ),
        fact("sex", "SEX", |c| c.given.male.is_some(), by(balanced(Factor::Sex), &the_rule)),
        fact("legal status", "LS", |c| c.given.legal.is_some(), Some("criteria of legal status".into())),
        fact(
            "proceedings",
            "IN_PROCEEDINGS",
            |c| c.proceedings != Answer::NotStated,
            by(!a.include_in_proceedings, "allocation.include_in_proceedings"),
        ),
        fact(
            "adoption plan",
            "ADOPTION_PLAN",
            |c| c.adoption != Answer::NotStated,
            by(a.exclude_adoption_plan, "allocation.exclude_adoption_plan"),
        ),
        fact("present worker", "WORKER", |c| c.worker.is_some(), None),
        fact(
            "the child's wish",
            "WISH",
            |c| !matches!(c.given.wish, crate::domain::parameters::GivenWish::NotKnown),
            None,
        ),
    ]
}
