//! Who takes the child when a worker goes or is away.
//!
//! A policy sees the colleagues of the team who are there, how full each one's list is, and who knows the child; it knows
//! nothing else. A worker who follows at once in the same post takes the cases over in place, whatever the policy (A11).

mod hold_for_successor;
mod known_first;
mod least_loaded;
mod named_second;

pub use hold_for_successor::HoldForSuccessor;
pub use known_first::KnownFirst;
pub use least_loaded::LeastLoaded;
pub use named_second::NamedSecond;

use crate::domain::parameters::SuccessorName;

/// A worker of the team who is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colleague {
    pub post: u32,
    /// Weighted cases, in thousandths.
    pub load: i32,
    pub knows_child: bool,
    pub is_named_second: bool,
}

/// Decides who takes a case over.
pub trait SuccessorPolicy: Send + Sync {
    /// The post that takes a case of this weight (thousandths); `None`: everybody is at the cap, and the child waits.
    /// Colleagues come in the order of their posts.
    fn choose(&self, colleagues: &[Colleague], weight: i32, cap: i32) -> Option<u32>;

    /// Do the cases of a worker who goes wait for the post's next holder?
    fn holds_for_the_post(&self) -> bool {
        false
    }

    /// Has each child a second worker of the team, named when the first one takes the case?
    fn names_a_second(&self) -> bool {
        false
    }
}

/// The policy of a name.
pub fn policy(name: SuccessorName) -> &'static dyn SuccessorPolicy {
    match name {
        SuccessorName::LeastLoaded => &LeastLoaded,
        SuccessorName::KnownFirst => &KnownFirst,
        SuccessorName::NamedSecond => &NamedSecond,
        SuccessorName::HoldForSuccessor => &HoldForSuccessor,
    }
}

/// The shortest list with room among some of the colleagues; ties go to the first post.
fn shortest(colleagues: &[Colleague], weight: i32, cap: i32, counts: impl Fn(&Colleague) -> bool) -> Option<u32> {
    let with_room = colleagues.iter().filter(|c| c.load.saturating_add(weight) <= cap && counts(c));
    with_room.min_by_key(|c| c.load).map(|c| c.post)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Colleagues of posts 10, 11, ... with these loads; who knows the child and who is its second worker by position.
    pub(super) fn team(loads: &[i32], knows: &[usize], second: Option<usize>) -> Vec<Colleague> {
        let of = |(i, load): (usize, &i32)| Colleague {
            post: 10 + i as u32,
            load: *load,
            knows_child: knows.contains(&i),
            is_named_second: second == Some(i),
        };
        loads.iter().enumerate().map(of).collect()
    }

    proptest! {
        #[test]
        fn every_policy_keeps_the_cap_and_leaves_nobody_waiting_while_there_is_room(
            loads in prop::collection::vec(0i32..30_000, 0..12),
            knows in prop::collection::vec(0usize..12, 0..4),
            second in prop::option::of(0usize..12),
            cap in 1000i32..30_000,
        ) {
            let team = team(&loads, &knows, second);
            for name in SuccessorName::ALL {
                match policy(*name).choose(&team, 1000, cap) {
                    Some(post) => {
                        let taker = team.iter().find(|c| c.post == post).unwrap();
                        prop_assert!(taker.load + 1000 <= cap, "{name:?}");
                    }
                    None => prop_assert!(team.iter().all(|c| c.load + 1000 > cap), "{name:?}"),
                }
            }
        }
    }
}
