//! The child's named second worker takes it; if that one has gone, is away or has no room, the shortest list.

use super::{Colleague, SuccessorPolicy, shortest};

#[derive(Debug, Clone, Copy)]
pub struct NamedSecond;

impl SuccessorPolicy for NamedSecond {
    fn choose(&self, colleagues: &[Colleague], weight: i32, cap: i32) -> Option<u32> {
        shortest(colleagues, weight, cap, |c| c.is_named_second)
            .or_else(|| shortest(colleagues, weight, cap, |_| true))
    }

    fn names_a_second(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::team;
    use super::*;

    #[test]
    fn the_second_worker_takes_the_child_with_room_and_otherwise_the_shortest_list_does() {
        let lists = [2000, 9000, 7000];
        assert_eq!(NamedSecond.choose(&team(&lists, &[2], Some(1)), 1000, 20_000), Some(11));
        assert_eq!(NamedSecond.choose(&team(&lists, &[2], Some(1)), 1000, 9500), Some(10));
        assert_eq!(NamedSecond.choose(&team(&lists, &[2], None), 1000, 20_000), Some(10));
        assert!(NamedSecond.names_a_second() && !NamedSecond.holds_for_the_post());
    }
}
