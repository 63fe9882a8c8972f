//! Straight scales with round limits.

/// A straight scale from values to pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    from: f64,
    to: f64,
    start: i32,
    end: i32,
    step: f64,
}

impl Scale {
    /// Covers the values (which must not be empty) with round limits, over pixels from `start` to `end`.
    pub fn over(values: impl IntoIterator<Item = f64>, start: i32, end: i32) -> Scale {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::MAX, f64::MIN), |(l, h), value| (l.min(value), h.max(value)));
        let (low, high) = match () {
            () if low > high => (0.0, 1.0),
            () if low == high => (low - 0.5 * low.abs().max(1e-9), high + 0.5 * high.abs().max(1e-9)),
            () => (low, high),
        };
        let step = round_step((high - low) / 5.0);
        let (from, to) = ((low / step).floor() * step, (high / step).ceil() * step);
        Scale { from, to, start, end, step }
    }

    /// Months from 0 on, with a label every year, or every few years.
    pub fn months(months: usize, start: i32, end: i32) -> Scale {
        let step = if months <= 12 { 3.0 } else { 12.0 * (months as f64 / 120.0).ceil().max(1.0) };
        Scale { from: 0.0, to: (months.max(1)) as f64, start, end, step }
    }

    /// Whole steps from 0 to `last`, such as years.
    pub fn steps(last: usize, start: i32, end: i32) -> Scale {
        Scale { from: 0.0, to: last.max(1) as f64, start, end, step: 1.0 }
    }

    /// The pixel at which it starts: the bottom of an upright scale.
    pub fn start(&self) -> i32 {
        self.start
    }

    /// The pixel of a value.
    pub fn at(&self, value: f64) -> i32 {
        let part = (value - self.from) / (self.to - self.from);
        self.start + (part * f64::from(self.end - self.start)).round() as i32
    }

    /// Round values to label.
    pub fn ticks(&self) -> Vec<f64> {
        let count = ((self.to - self.from) / self.step + 1e-6).floor() as i64;
        (0..=count).map(|k| ((self.from / self.step).round() + k as f64) * self.step).collect()
    }

    /// A tick's label with as many decimals as the step needs.
    pub fn label(&self, value: f64) -> String {
        let leading = -self.step.log10().floor() as i32;
        let quarter = (self.step * 10f64.powi(leading) - 2.5).abs() < 1e-6;
        let decimals = (leading + i32::from(quarter)).max(0) as usize;
        let text = format!("{:.decimals$}", value.abs());
        let negative = value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
        if negative { format!("−{text}") } else { text }
    }
}

/// 1, 2, 2.5 or 5 times a power of ten, not less than the wish.
fn round_step(wish: f64) -> f64 {
    let power = 10f64.powf(wish.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|step| *step >= wish * 0.999)
        .unwrap_or(power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_have_round_limits_and_labels() {
        let scale = Scale::over([0.0, 0.94], 100, 200);
        assert_eq!((scale.at(0.0), scale.at(1.0)), (100, 200));
        let labels: Vec<String> = scale.ticks().iter().map(|t| scale.label(*t)).collect();
        assert_eq!(labels, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        let around = Scale::over([-0.31, 0.08], 0, 10);
        assert_eq!(around.label(around.ticks()[0]), "−0.4");
        assert_eq!(around.label(-0.0), "0.0");
    }

    #[test]
    fn one_value_or_none_still_makes_a_scale() {
        for values in [vec![], vec![3.0], vec![0.0], vec![f64::NAN]] {
            let scale = Scale::over(values, 0, 100);
            assert!(scale.ticks().len() > 1 && scale.ticks().len() < 20);
        }
    }
}
