//! What a person sees while a run goes on: a bar with the time left and the precision reached.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock};

use indicatif::{ProgressBar, ProgressStyle};

use crate::experiment::runner::Precision;

/// Set by Ctrl-C.
pub static STOP: AtomicBool = AtomicBool::new(false);

/// The temporary folder of the run under way, which nobody else clears up when the program ends at once.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// From now on an end at once clears up this folder.
pub fn clear_up(folder: &Path) {
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        *unfinished = Some(folder.into());
    }
}

/// The first Ctrl-C (or request to terminate) asks the run to end and keep what is finished; the second ends the program at once.
pub fn heed_ctrl_c() {
    static HEEDED: OnceLock<()> = OnceLock::new();
    HEEDED.get_or_init(|| {
        let handler = || {
            if STOP.swap(true, Ordering::Relaxed) {
                if let Ok(Some(folder)) = UNFINISHED.try_lock().as_deref() {
                    let _ = std::fs::remove_dir_all(folder);
                }
                std::process::exit(130); // as shells report an interrupt
            }
        };
        // without a handler Ctrl-C still ends the program; only the finished part would be lost
        let _ = ctrlc::set_handler(handler);
    });
}

/// A bar on standard error; hidden when quiet or when standard error is not a terminal.
pub struct Bar {
    bar: ProgressBar,
    step: String,
}

impl Bar {
    /// A bar, if someone can see it.
    pub fn new(quiet: bool) -> Self {
        let seen = !quiet && std::io::stderr().is_terminal();
        let bar = if seen { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = "{prefix} {bar:24} {pos}/{len}, {eta} left  {msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, step: String::new() }
    }

    /// Shows how far a step has come.
    pub fn show(&mut self, step: &str, done: u64, total: u64, headline: Option<Precision>) {
        if self.step != step {
            self.step = step.into();
            self.bar.reset();
            self.bar.set_prefix(self.step.clone());
        }
        self.bar.set_length(total);
        self.bar.set_position(done);
        self.bar.set_message(headline.map(words).unwrap_or_default());
    }

    /// Removes the bar.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }
}

/// "difference in worker changes -0.41 ±0.02"
fn words(headline: Precision) -> String {
    let decimals = (1.0 - headline.half_width.log10().floor()).clamp(1.0, 6.0) as usize;
    let Precision { mean, half_width } = headline;
    format!("difference in worker changes {mean:.decimals$} ±{half_width:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_precision_is_shown_to_two_figures_of_its_error() {
        let line = words(Precision { mean: -0.4123, half_width: 0.0213 });
        assert_eq!(line, "difference in worker changes -0.412 ±0.021");
        assert_eq!(
            words(Precision { mean: 0.0, half_width: 0.0 }),
            "difference in worker changes 0.000000 ±0.000000"
        );
    }
}
