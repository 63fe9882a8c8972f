//! A colleague who knows the child takes it, the one with the shortest list among them; if none of them has room, the
//! shortest list of all (College of Social Work 2015, para 34: small teams knew the children by name).

use super::{Colleague, SuccessorPolicy, shortest};

#[derive(Debug, Clone, Copy)]
pub struct KnownFirst;

impl SuccessorPolicy for KnownFirst {
    fn choose(&self, colleagues: &[Colleague], weight: i32, cap: i32) -> Option<u32> {
        shortest(colleagues, weight, cap, |c| c.knows_child)
            .or_else(|| shortest(colleagues, weight, cap, |_| true))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::team;
    use super::*;

    #[test]
    fn who_knows_the_child_comes_before_shorter_lists_while_there_is_room() {
        let lists = [2000, 9000, 7000];
        assert_eq!(KnownFirst.choose(&team(&lists, &[1, 2], None), 1000, 20_000), Some(12));
        assert_eq!(KnownFirst.choose(&team(&lists, &[1, 2], None), 1000, 7500), Some(10));
        assert_eq!(KnownFirst.choose(&team(&lists, &[], None), 1000, 20_000), Some(10));
    }
}
