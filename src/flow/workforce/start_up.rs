//! A practice opens: its posts are filled by transfer, on loan and by new recruits; some of these are still to come.

use super::across::{come_across, next_to_come_across};
use super::posts::{is_covered, seat, seat_agency, seat_permanent, seat_structural};
use super::recruits::to_a_post;
use super::{TRANSFER_WINDOW_DAYS, breakdown, leaving, notice, reserve};
use crate::domain::parameters::{PartTime, PracticeParameters};
use crate::flow::Engine;
use crate::flow::due::What;
use crate::flow::events::Sink;
use crate::flow::opening::is_nth_share;
use crate::flow::world::{Holder, Reserve, WHOLE_TIME};
use crate::randomness::{Chance, uniform};

/// Is the post filled by somebody of the authority when the practice opens?
pub(in crate::flow) fn comes_across(practice: &PracticeParameters, i: u32) -> bool {
    is_nth_share(i, practice.start_up.transferred_share + practice.start_up.seconded_share)
}

/// Hours of the `i`-th of so many posts, in thousandths of whole time: part-time posts are spread over the list,
/// counted from its end, since structural vacancies are counted from its beginning.
pub(in crate::flow) fn hours_of(part_time: &PartTime, i: u32, posts: u32) -> i32 {
    if part_time.share > 0.0 && is_nth_share(posts - 1 - i, part_time.share) {
        part_time.hours
    } else {
        WHOLE_TIME
    }
}

/// Fills the posts of every practice or dedicated team of the arm.
pub(in crate::flow) fn open_practices<S: Sink>(e: &mut Engine<'_, S>) {
    for k in 0..e.arm.practices.len() as u32 {
        e.world.reserve.push(Reserve::default());
        fill_posts(e, k);
        reserve::open(e, k);
        breakdown::enter_staff_loss(e, k);
        leaving::enter_first_review(e, k + 1, 0.0);
    }
    breakdown::enter_breakdowns(e);
}

fn fill_posts<S: Sink>(e: &mut Engine<'_, S>, k: u32) {
    let practice = &e.arm.practices[k as usize];
    let first = e.world.teams[5 + k as usize].first;
    let mut recruits = vec![];
    let mut came = 0;
    for i in 0..practice.posts {
        let post = first + i;
        let p = &mut e.world.posts[post as usize];
        p.structural = is_nth_share(i, practice.employment.structural_vacancy_share);
        let others = practice.posts - practice.manager_posts;
        p.hours = if i < others { hours_of(&practice.part_time, i, others) } else { practice.manager_hours };
        p.partner = is_nth_share(i, practice.partner_share);
        if p.structural {
            seat_structural(e, post, 0.0);
            continue;
        }
        let from = if comes_across(practice, i) { next_to_come_across(e) } else { None };
        match from {
            Some(old) => {
                come_across(e, old, post);
                if is_on_loan(practice, came) {
                    lend(e, k, post);
                }
                came += 1;
            }
            None => recruits.push(post),
        }
    }
    for (i, post) in recruits.into_iter().enumerate() {
        if is_nth_share(i as u32, practice.start_up.recruits_in_post_share) {
            seat_permanent(e, post, 0.0, 0.0);
            to_a_post(e, post, 0.0);
        } else {
            await_recruit(e, k, post);
        }
    }
    if came > 0 {
        e.enter(TRANSFER_WINDOW_DAYS, What::TransferWindowEnds, k, 0);
    }
}

/// Is the `i`-th of those who come across on loan only?
fn is_on_loan(practice: &PracticeParameters, i: u32) -> bool {
    let s = &practice.start_up;
    s.seconded_share > 0.0 && is_nth_share(i, s.seconded_share / (s.transferred_share + s.seconded_share))
}

/// A secondment ends on a stated day, unless the worker then stays (A25).
fn lend<S: Sink>(e: &mut Engine<'_, S>, k: u32, post: u32) {
    let s = &e.arm.practices[k as usize].start_up;
    let stays = uniform(&mut e.luck.source(Chance::Secondment, u64::from(post), 0)) <= s.secondment_stays_share;
    if !stays {
        let stamp = e.world.posts[post as usize].stamp;
        e.world.posts[post as usize].leaving.loan_ends = s.secondment_days;
        e.enter(s.secondment_days, What::SecondmentEnds, post, stamp);
        notice::enter(e, post, 0.0, s.secondment_days);
    }
}

/// The recruit for a post arrives after a time to fill; agency may cover meanwhile.
fn await_recruit<S: Sink>(e: &mut Engine<'_, S>, k: u32, post: u32) {
    let practice = &e.arm.practices[k as usize];
    let wait = practice.employment.time_to_fill.draw(&mut e.luck.source(Chance::TimeToFill, u64::from(post), 0));
    if wait <= 0.0 {
        seat_permanent(e, post, 0.0, 0.0);
        return to_a_post(e, post, 0.0);
    }
    if is_covered(e, post) {
        seat_agency(e, post, 0.0);
    } else {
        seat(e, post, 0.0, Holder::Vacant, 0.0);
    }
    reserve::await_successor(e, post, wait);
}
