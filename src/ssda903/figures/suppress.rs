//! Small numbers of children are hidden, and those from which a hidden one could be worked out.

/// Numbers from 1 to 4 are small.
pub const LEAST: u64 = 5;

/// A group of counts that sum to a total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hidden {
    pub total: bool,
    pub cells: Vec<bool>,
}

/// Is a count of children so small that it is hidden?
pub fn is_small(count: u64) -> bool {
    (1..LEAST).contains(&count)
}

/// Which counts of a group are hidden: the small ones; then the next larger ones, until at least two are hidden that
/// sum to at least [`LEAST`]; where none is left to hide, the total.
pub fn hide(total: u64, cells: &[u64]) -> Hidden {
    let mut hidden =
        Hidden { total: is_small(total), cells: cells.iter().map(|count| is_small(*count)).collect() };
    loop {
        let of_hidden = || cells.iter().zip(&hidden.cells).filter(|(_, hidden)| **hidden).map(|(count, _)| *count);
        let enough = of_hidden().count() >= 2 && of_hidden().sum::<u64>() >= LEAST;
        if of_hidden().count() == 0 || hidden.total || enough {
            return hidden;
        }
        let open = (0..cells.len()).filter(|at| !hidden.cells[*at] && cells[*at] > 0);
        match open.min_by_key(|at| cells[*at]) {
            Some(next) => hidden.cells[next] = true,
            None => hidden.total = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_hidden_count_takes_the_next_smallest_with_it() {
        assert_eq!(hide(113, &[3, 100, 10, 0]), Hidden { total: false, cells: vec![true, false, true, false] });
        assert_eq!(hide(110, &[100, 10]).cells, [false, false]);
        assert_eq!(hide(102, &[1, 1, 100]).cells, [true, true, true]); // 1 + 1 alone would be told by their sum
        assert_eq!(hide(3, &[3, 0]), Hidden { total: true, cells: vec![true, false] });
        assert_eq!(hide(4, &[2, 2]).total, true);
    }

    proptest::proptest! {
        #[test]
        fn no_hidden_count_can_be_worked_out_from_the_total(cells in proptest::collection::vec(0u64..12, 1..8)) {
            let hidden = hide(cells.iter().sum(), &cells);
            let count = hidden.cells.iter().filter(|hidden| **hidden).count();
            proptest::prop_assert!(count != 1 || hidden.total);
            proptest::prop_assert!(cells.iter().zip(&hidden.cells).all(|(count, hidden)| *hidden || !is_small(*count)));
        }
    }
}
