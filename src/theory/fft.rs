//! The fast Fourier transform of lengths that are powers of two (Cooley & Tukey 1965), in place.

/// A complex number: real and imaginary part.
pub type Complex = (f64, f64);

fn times(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

/// exp of a complex number.
pub fn exp(a: Complex) -> Complex {
    let size = libm::exp(a.0);
    (size * libm::cos(a.1), size * libm::sin(a.1))
}

/// Transforms in place; `back` undoes it (with the division by the length).
///
/// The length must be a power of two.
pub fn transform(values: &mut [Complex], back: bool) {
    let n = values.len();
    assert!(n.is_power_of_two(), "a bug: {n} is no power of two");
    let bits = n.trailing_zeros();
    for i in 0..n {
        let j = if bits == 0 { 0 } else { i.reverse_bits() >> (usize::BITS - bits) };
        if j > i {
            values.swap(i, j);
        }
    }
    let sign = if back { 1.0 } else { -1.0 };
    let mut half = 1;
    while half < n {
        for start in (0..n).step_by(2 * half) {
            for k in 0..half {
                let angle = sign * std::f64::consts::PI * k as f64 / half as f64;
                let turned = times(values[start + k + half], (libm::cos(angle), libm::sin(angle)));
                let even = values[start + k];
                values[start + k] = (even.0 + turned.0, even.1 + turned.1);
                values[start + k + half] = (even.0 - turned.0, even.1 - turned.1);
            }
        }
        half *= 2;
    }
    if back {
        let scale = 1.0 / n as f64;
        values.iter_mut().for_each(|v| *v = (v.0 * scale, v.1 * scale));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_again_and_the_first_value_is_the_sum() {
        let start: Vec<Complex> = (0..16).map(|i| (f64::from(i * i % 7), 0.0)).collect();
        let mut values = start.clone();
        transform(&mut values, false);
        let sum: f64 = start.iter().map(|v| v.0).sum();
        assert!((values[0].0 - sum).abs() < 1e-12 && values[0].1.abs() < 1e-12);
        transform(&mut values, true);
        assert!(values.iter().zip(&start).all(|(a, b)| (a.0 - b.0).abs() < 1e-12 && a.1.abs() < 1e-12));
    }

    #[test]
    fn four_values_are_transformed_as_by_the_definition() {
        let mut values = [(1.0, 0.0), (2.0, 0.0), (0.0, 0.0), (-1.0, 0.0)];
        transform(&mut values, false);
        let by_hand = [(2.0, 0.0), (1.0, -3.0), (0.0, 0.0), (1.0, 3.0)];
        assert!(values.iter().zip(by_hand).all(|(a, b)| (a.0 - b.0).abs() < 1e-12 && (a.1 - b.1).abs() < 1e-12));
    }
}
