//! After six months: accommodated children wait until a swift return home has become unlikely.
//!
//! Consistent Care Matters 6.1.2 on section 20. Children under an order begin with the panel.

use super::{HandoverTrigger, LegalCourse};
use crate::domain::codes::LegalStatus;

/// Six months in care (or as the scenario says) for accommodated children.
#[derive(Debug, Clone, Copy)]
pub struct AfterSixMonths;

impl HandoverTrigger for AfterSixMonths {
    fn begins(&self, course: &LegalCourse) -> f64 {
        match course.status {
            LegalStatus::Section20 => course.six_months().max(course.panel),
            _ => course.panel,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::course;
    use super::*;

    #[test]
    fn only_accommodated_children_wait() {
        let begins = |status| AfterSixMonths.begins(&course(status, f64::INFINITY, f64::INFINITY));
        assert_eq!(begins(LegalStatus::Section20), 83.0);
        assert_eq!(begins(LegalStatus::FullOrder), 0.0);
        let long = LegalCourse { entered: -400.0, ..course(LegalStatus::Section20, f64::INFINITY, f64::INFINITY) };
        assert_eq!(AfterSixMonths.begins(&long), 0.0);
    }
}
