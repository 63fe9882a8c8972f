//! At panel: the joint period begins with the panel's decision.

use super::{HandoverTrigger, LegalCourse};

/// Nothing is waited for.
#[derive(Debug, Clone, Copy)]
pub struct AtPanel;

impl HandoverTrigger for AtPanel {
    fn begins(&self, course: &LegalCourse) -> f64 {
        course.panel
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::course;
    use super::*;
    use crate::domain::codes::LegalStatus;

    #[test]
    fn it_begins_with_the_panel_even_while_proceedings_run() {
        assert_eq!(AtPanel.begins(&course(LegalStatus::InterimOrder, -100.0, 90.0)), 0.0);
        assert!(!AtPanel.leads_in_proceedings());
    }
}
