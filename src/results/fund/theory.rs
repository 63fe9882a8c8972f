//! Exact theory of funds: cases whose answer is known.
