//! Lines of a scenario file: annotated values and comments.

/// One value with where it comes from: `key = { value = .., source = "..", quality = "published" }`.
pub fn annotated(key: &str, value: &str, source: &str, quality: &str) -> String {
    format!("{key} = {{ value = {value}, source = {}, quality = {} }}\n", quoted(source), quoted(quality))
}

/// The same with what a fitted value does.
pub fn with_effect(key: &str, value: &str, source: &str, quality: &str, effect: &str) -> String {
    let effect = quoted(effect);
    format!(
        "{key} = {{ value = {value}, source = {}, quality = {}, effect = {effect} }}\n",
        quoted(source),
        quoted(quality)
    )
}

/// The same with a range for sensitivity.
pub fn with_range(key: &str, value: f64, low: f64, high: f64, source: &str, quality: &str) -> String {
    format!(
        "{key} = {{ value = {}, low = {}, high = {}, source = {}, quality = {} }}\n",
        number(value, 4),
        number(low, 4),
        number(high, 4),
        quoted(source),
        quoted(quality)
    )
}

/// A published figure that the simulation is held against, for the table `[target]`.
pub fn target(measure: &str, value: f64, tolerance: f64, source: &str) -> String {
    let (value, tolerance) = (number(value, 2), number(tolerance, 2));
    format!("{measure} = {{ value = {value}, tolerance = {tolerance}, source = {} }}\n", quoted(source))
}

/// Words as a TOML string.
pub fn quoted(words: &str) -> String {
    toml::Value::String(words.to_string()).to_string()
}

/// A number without needless zeros, at most so many decimals.
pub fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".into() } else { text.into() }
}

/// A list of numbers.
pub fn list(values: &[f64], decimals: usize) -> String {
    let items: Vec<String> = values.iter().map(|value| number(*value, decimals)).collect();
    format!("[{}]", items.join(", "))
}

/// A comment, wrapped to readable lines.
pub fn comment(words: &str) -> String {
    const WIDTH: usize = 110;
    let mut text = String::from("#");
    let mut column = 1;
    for word in words.split_whitespace() {
        if column + 1 + word.chars().count() > WIDTH {
            text += "\n#";
            column = 1;
        }
        text += " ";
        text += word;
        column += 1 + word.chars().count();
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_toml_whatever_the_words() {
        let line = annotated("a.b", &number(0.25, 4), "the \"source\" of C:\\x", "published");
        let table: toml::Table = toml::from_str(&line).unwrap();
        assert_eq!(table["a"]["b"]["source"].as_str(), Some("the \"source\" of C:\\x"));
        assert_eq!(table["a"]["b"]["value"].as_float(), Some(0.25));
    }

    #[test]
    fn numbers_lose_only_needless_zeros() {
        assert_eq!(
            (number(1306.0, 2), number(0.139, 4), number(-0.00001, 2)),
            ("1306".into(), "0.139".into(), "0".into())
        );
        assert_eq!(list(&[1.5, 20.0], 1), "[1.5, 20]");
    }

    #[test]
    fn comments_wrap() {
        let text = comment(&"word ".repeat(60));
        assert!(text.lines().all(|line| line.starts_with("# ") && line.len() <= 110));
    }
}
