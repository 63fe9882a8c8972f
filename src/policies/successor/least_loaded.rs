//! The colleague with the shortest list takes the child (A10). What a manager does who evens out the work.

use super::{Colleague, SuccessorPolicy, shortest};

#[derive(Debug, Clone, Copy)]
pub struct LeastLoaded;

impl SuccessorPolicy for LeastLoaded {
    fn choose(&self, colleagues: &[Colleague], weight: i32, cap: i32) -> Option<u32> {
        shortest(colleagues, weight, cap, |_| true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::team;
    use super::*;

    #[test]
    fn the_shortest_list_takes_the_child_whoever_knows_it_and_ties_go_to_the_first_post() {
        assert_eq!(LeastLoaded.choose(&team(&[5000, 3000, 3000], &[0], Some(0)), 1000, 20_000), Some(11));
        assert_eq!(LeastLoaded.choose(&team(&[5000, 3000, 3000], &[], None), 1000, 3500), None);
    }
}
