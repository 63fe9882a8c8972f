pub fn page(_: &crate::results::study::Study, _: &super::Extras, figures: &[super::charts::Figure]) -> String {
    figures.iter().map(|f| format!("{}\n<p>{}</p>", f.svg, f.text)).collect()
}
