//! At conclusion: the practice takes over when proceedings have concluded.
//!
//! Consistent Care Matters 6.1.2, second option: nobody moves who goes home or is adopted at the end of proceedings,
//! at the price of a change of worker after many months.

use super::{HandoverTrigger, LegalCourse};
use crate::domain::codes::LegalStatus;

/// The end of proceedings; for accommodated children six months in care, unless proceedings begin before.
#[derive(Debug, Clone, Copy)]
pub struct AtConclusion;

impl HandoverTrigger for AtConclusion {
    fn begins(&self, course: &LegalCourse) -> f64 {
        let waits_for = match course.status {
            LegalStatus::InterimOrder => course.concludes_at,
            LegalStatus::Emergency if course.order_at < f64::INFINITY => course.concludes_at,
            LegalStatus::Section20 if course.order_at <= course.six_months().max(course.panel) => {
                course.concludes_at
            }
            LegalStatus::Section20 => course.six_months(),
            _ => course.panel,
        };
        waits_for.max(course.panel)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::course;
    use super::*;

    #[test]
    fn it_waits_for_the_end_of_proceedings() {
        let begins = |status, order, end| AtConclusion.begins(&course(status, order, end));
        assert_eq!(begins(LegalStatus::InterimOrder, -50.0, 90.0), 90.0);
        assert_eq!(begins(LegalStatus::Emergency, 8.0, 200.0), 200.0);
        assert_eq!(begins(LegalStatus::Section20, 30.0, 200.0), 200.0);
        assert_eq!(begins(LegalStatus::Section20, 130.0, 200.0), 83.0); // already handed over by then
        assert_eq!(begins(LegalStatus::FullOrder, -100.0, -10.0), 0.0);
        assert!(!AtConclusion.leads_in_proceedings());
    }
}
