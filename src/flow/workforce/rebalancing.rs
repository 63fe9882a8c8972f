//! Cases are evened out when somebody starts.

use super::caseloads::{hold, release};
use super::changes::count_change;
use super::people::is_held_by_two;
use super::{case_terms, terms};
use crate::domain::codes::ChangeCause;
use crate::flow::Engine;
use crate::flow::events::Sink;
use crate::flow::world::{FULL_CASE, TAKES_NOBODY};
use crate::randomness::{Chance, uniform};

/// A starter takes cases over from the fullest colleagues until the stated share of the team's mean caseload.
pub(super) fn rebalance<S: Sink>(e: &mut Engine<'_, S>, post: u32, now: f64) {
    let share = terms(e, post).rebalance_share;
    if share <= 0.0 {
        return;
    }
    let team = e.world.posts[post as usize].team as usize;
    let range = e.world.teams[team].posts();
    let able = range.clone().filter(|&i| e.world.loads[i] != TAKES_NOBODY);
    let (count, total) = able.fold((0i64, 0i64), |(n, sum), i| (n + 1, sum + i64::from(e.world.loads[i])));
    if count < 2 {
        return;
    }
    let target = (total as f64 / count as f64 * share) as i32;
    let limit = case_terms(e, team);
    let rest_days = limit.rebalance_rest_days;
    let mut taken = 0;
    let nth = libm::floor(now) as i64 as u64 & 0xffff_ffff;
    let mut lot = e.luck.source(Chance::RebalancedCase, u64::from(post), nth);
    while e.world.loads[post as usize] < target && taken < limit.rebalance_most_cases {
        let fullest = range
            .clone()
            .filter(|&i| i != post as usize && e.world.loads[i] != TAKES_NOBODY)
            .max_by_key(|&i| (e.world.loads[i], std::cmp::Reverse(i)));
        let Some(from) = fullest.filter(|&i| e.world.loads[i] > e.world.loads[post as usize] + FULL_CASE) else {
            return;
        };
        let from = from as u32;
        // by lot; children who have had no change of worker this year before others, none in joint handover
        let start = (uniform(&mut lot) * e.world.posts[from as usize].cases.len() as f64) as usize;
        let cases = &e.world.posts[from as usize].cases;
        let able = |child: &u32| {
            let c = &e.world.children[*child as usize];
            let rested = || e.world.known.led_for(*child, c.key.0, now) >= rest_days;
            c.lead == from && !is_held_by_two(e, *child) && (rest_days <= 0.0 || rested())
        };
        let in_turn = || cases.iter().cycle().skip(start).take(cases.len()).copied().filter(able);
        let spared = in_turn().find(|&child| e.world.children[child as usize].changes_this_year == 0);
        let case = spared.or_else(|| in_turn().next());
        let Some(child) = case else { return };
        release(e, child, true);
        hold(e, child, post, true);
        count_change(e, child, ChangeCause::Rebalancing, now, Some(from));
        taken += 1;
    }
}
