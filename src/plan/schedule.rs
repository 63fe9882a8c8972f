//! Spreads an order over months.
//!
//! **The rule.** In their order, each group of brothers and sisters begins in the first month of a wave in which all of
//! them may, and in which the wave and the practice have room for all. Nobody is moved ahead to fill a gap at the cost of
//! somebody before them: whoever comes later takes only what is left.

/// Children who begin together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Positions in the list of children.
    pub members: Vec<usize>,
    pub practice: usize,
}

/// Room in each month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Months from the first wave on.
    pub months: usize,
    /// A wave every so many months.
    pub step: usize,
    /// Most who may begin in a wave, each practice.
    pub wave: u32,
    /// Places of each practice.
    pub places: Vec<u32>,
}

/// Why a turn is not in an earlier month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Full {
    /// The month's wave is full, or no wave falls in it.
    Wave,
    /// The practice's places are taken.
    Places,
}

/// What came of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Months after the first wave; `None`: not within the horizon.
    pub month: Option<usize>,
    /// Months passed over although the children could have begun, and why.
    pub full: Vec<Full>,
}

/// Places turns in their order. `may` says whether all members of a turn may begin in a month.
pub fn spread(turns: &[Turn], room: &Room, may: impl Fn(usize, usize) -> bool) -> Vec<Placed> {
    let mut begun = vec![vec![0u32; room.months]; room.places.len()];
    let mut taken = vec![0u32; room.places.len()];
    let mut all = Vec::with_capacity(turns.len());
    for (at, turn) in turns.iter().enumerate() {
        let (size, practice) = (turn.members.len() as u32, turn.practice);
        let mut placed = Placed { month: None, full: vec![] };
        for month in (0..room.months).filter(|month| may(at, *month)) {
            let no_wave = month % room.step != 0 || begun[practice][month] + size > room.wave;
            if taken[practice] + size > room.places[practice] {
                placed.full.push(Full::Places);
            } else if no_wave {
                placed.full.push(Full::Wave);
            } else {
                begun[practice][month] += size;
                taken[practice] += size;
                placed.month = Some(month);
                break;
            }
        }
        placed.full.dedup();
        all.push(placed);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn turn(members: &[usize]) -> Turn {
        Turn { members: members.to_vec(), practice: 0 }
    }

    #[test]
    fn six_children_in_waves_of_two_and_a_pair_that_waits_for_room() {
        // A, then the pair B, then C, then D who may not begin before month 3: worked by hand
        let turns = [turn(&[0]), turn(&[1, 2]), turn(&[3]), turn(&[4])];
        let room = Room { months: 6, step: 1, wave: 2, places: vec![5] };
        let placed = spread(&turns, &room, |at, month| at != 3 || month >= 3);
        let months: Vec<Option<usize>> = placed.iter().map(|p| p.month).collect();
        assert_eq!(months, [Some(0), Some(1), Some(0), Some(3)]);
        assert_eq!(placed[1].full, [Full::Wave]);
    }

    #[test]
    fn a_group_larger_than_a_wave_and_a_child_too_many_find_no_month() {
        let room = Room { months: 4, step: 1, wave: 2, places: vec![3] };
        let placed =
            spread(&[turn(&[0, 1, 2]), turn(&[3]), turn(&[4]), turn(&[5]), turn(&[6])], &room, |_, _| true);
        assert_eq!(placed[0], Placed { month: None, full: vec![Full::Wave] });
        assert_eq!(placed[4], Placed { month: None, full: vec![Full::Places] });
    }

    proptest! {
        #[test]
        fn no_month_is_past_its_wave_and_no_practice_past_its_places(
            sizes in prop::collection::vec((1usize..4, 0usize..2, 0u64..64), 0..40),
            wave in 1u32..6, step in 1usize..4, places in prop::collection::vec(0u32..20, 2..3),
        ) {
            let mut next = 0;
            let turns: Vec<Turn> = sizes.iter().map(|(size, practice, _)| {
                next += size;
                Turn { members: (next - size..next).collect(), practice: *practice }
            }).collect();
            let room = Room { months: 12, step, wave, places };
            let may = |at: usize, month: usize| sizes[at].2 >> (month % 6) & 1 == 1;
            let placed = spread(&turns, &room, may);
            for practice in 0..2 {
                let own = |month: Option<usize>| turns.iter().zip(&placed)
                    .filter(|(t, p)| t.practice == practice && p.month.is_some() && (month.is_none() || p.month == month))
                    .map(|(t, _)| t.members.len() as u32).sum::<u32>();
                prop_assert!(own(None) <= room.places[practice]);
                prop_assert!((0..12).all(|month| own(Some(month)) <= wave));
            }
            for (at, p) in placed.iter().enumerate() {
                prop_assert!(p.month.is_none_or(|month| may(at, month) && month % step == 0));
            }
        }
    }
}
