//! Details that the model does not have: drawn from one named source of chance, each under its own number.

use crate::randomness::{Chance, Luck, uniform};

/// What a detail is about. The number is part of the key of chance and must not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Detail {
    Ethnic = 1,
    Upn = 2,
    HomePost = 3,
    HomeCode = 4,
    Provider = 5,
    Urn = 6,
    PlacePost = 7,
    ChangeReason = 8,
    Ending = 9,
    ReviewDay = 10,
    ReviewCode = 11,
    Health = 12,
    Adopters = 13,
    Decision = 14,
    Wish = 15,
    Officer = 16,
    Fault = 17,
    OtherPlace = 18,
}

/// Hands out details.
#[derive(Debug, Clone, Copy)]
pub struct Invent {
    luck: Luck,
}

impl Invent {
    pub fn new(luck: Luck) -> Self {
        Self { luck }
    }

    /// A number above 0 and up to 1 for the `nth` time that a detail of a subject is wanted.
    pub fn number(&self, detail: Detail, subject: u64, nth: u64) -> f64 {
        uniform(&mut self.luck.source(Chance::InventedDetail, subject, (detail as u64) << 40 | nth))
    }

    /// Does something with this share happen?
    pub fn happens(&self, detail: Detail, subject: u64, nth: u64, share: f64) -> bool {
        self.number(detail, subject, nth) <= share
    }

    /// One of a list, with these weights.
    pub fn one_of<T: Copy>(&self, detail: Detail, subject: u64, nth: u64, list: &[(T, f64)]) -> T {
        let total: f64 = list.iter().map(|(_, weight)| weight).sum();
        let mut left = self.number(detail, subject, nth) * total;
        for (one, weight) in list {
            left -= weight;
            if left <= 0.0 {
                return *one;
            }
        }
        list[list.len() - 1].0
    }

    /// A whole number from 0 to below `count`.
    pub fn below(&self, detail: Detail, subject: u64, nth: u64, count: u32) -> u32 {
        ((self.number(detail, subject, nth) * f64::from(count)) as u32).min(count - 1)
    }
}
