//! The cases of a worker who goes or is away wait until the post is filled again: one change at most, and a gap.
//! A first worker, and the worker of a child who waited above every cap, is the one with the shortest list.

use super::{Colleague, SuccessorPolicy, shortest};

#[derive(Debug, Clone, Copy)]
pub struct HoldForSuccessor;

impl SuccessorPolicy for HoldForSuccessor {
    fn choose(&self, colleagues: &[Colleague], weight: i32, cap: i32) -> Option<u32> {
        shortest(colleagues, weight, cap, |_| true)
    }

    fn holds_for_the_post(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::team;
    use super::*;

    #[test]
    fn cases_wait_for_the_post_and_first_workers_are_those_with_the_shortest_list() {
        assert!(HoldForSuccessor.holds_for_the_post());
        assert_eq!(HoldForSuccessor.choose(&team(&[4000, 1000], &[0], None), 1000, 20_000), Some(11));
    }
}
