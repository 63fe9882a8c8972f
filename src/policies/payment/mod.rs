//! How a practice is paid: what it did and cost in a year ([`practice_year`]), and arrangements that price it.

pub mod practice_year;
