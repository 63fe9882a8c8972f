//! At interim order: the practice takes over when the order is made; proceedings stay with the authority.
//!
//! Consistent Care Matters 6.1.2, first option: it spares the child a change of worker in the middle of care, at the
//! price of moving children who go home or are adopted when proceedings conclude.

use super::{HandoverTrigger, LegalCourse};
use crate::domain::codes::LegalStatus;

/// The interim order, or for accommodated children six months in care, whichever comes first.
#[derive(Debug, Clone, Copy)]
pub struct AtInterimOrder;

impl HandoverTrigger for AtInterimOrder {
    fn begins(&self, course: &LegalCourse) -> f64 {
        let waits_for = match course.status {
            LegalStatus::Section20 => course.six_months().min(course.order_at),
            LegalStatus::Emergency if course.order_at < f64::INFINITY => course.order_at,
            _ => course.panel,
        };
        waits_for.max(course.panel)
    }

    fn leads_in_proceedings(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::course;
    use super::*;

    #[test]
    fn it_waits_for_the_order_and_not_for_the_end_of_proceedings() {
        let begins = |status, order, end| AtInterimOrder.begins(&course(status, order, end));
        assert_eq!(begins(LegalStatus::InterimOrder, -50.0, 90.0), 0.0);
        assert_eq!(begins(LegalStatus::Emergency, 8.0, 200.0), 8.0);
        assert_eq!(begins(LegalStatus::Section20, 30.0, 200.0), 30.0);
        assert_eq!(begins(LegalStatus::Section20, 130.0, 200.0), 83.0); // six months in care come first
        assert!(AtInterimOrder.leads_in_proceedings());
    }
}
