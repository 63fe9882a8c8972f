//! How wide text will be, without a font: letter by letter in the shapes of Arial.

/// Estimated width of text in pixels, in the shapes of Arial and Liberation Sans.
pub fn width_of(text: &str, size: f64) -> f64 {
    let share = |c: char| match c {
        'i' | 'j' | 'l' | '\'' | '|' | 'I' => 0.24,
        ' ' | '.' | ',' | ':' | ';' | 'f' | 't' | '!' | '(' | ')' | '/' | '-' | 'r' => 0.31,
        'm' | 'M' | 'W' | '%' => 0.86,
        'w' | 'A'..='Z' => 0.70,
        _ => 0.556,
    };
    text.chars().map(share).sum::<f64>() * size
}

/// Breaks text into lines no wider than so many pixels.
pub fn wrap(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width_of(line, size) + width_of(word, size) + size * 0.3 <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.into()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_titles_are_wrapped_by_their_letters_not_their_bytes() {
        assert_eq!(wrap("£££ £££", 10.0, 60.0).len(), 1);
        assert_eq!(wrap("one two three", 10.0, 50.0), ["one two", "three"]);
    }
}
