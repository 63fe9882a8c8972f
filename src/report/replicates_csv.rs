//! `replicates.csv`: one row a replicate, arm, measure and period; only what is defined. Written as a stream, so
//! that a long run needs no memory for it.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use super::hashed::Hashed;
use crate::results::measures::Measure;

/// Name of the file.
pub const CSV: &str = "replicates.csv";

/// Takes replicates in their order.
pub struct CsvSink {
    writer: csv::Writer<Hashed<BufWriter<File>>>,
    arms: Vec<String>,
    periods: Vec<String>,
}

impl CsvSink {
    /// Creates the file with its header.
    pub fn create(file: &Path, arms: Vec<String>, periods: Vec<String>) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(Hashed::new(BufWriter::new(File::create(file)?)));
        writer.write_record(["replicate", "arm", "measure", "period", "unit", "value"])?;
        Ok(Self { writer, arms, periods })
    }

    /// Appends one replicate: values as `[arm][period][measure]`, NaN where not defined.
    pub fn append(&mut self, replicate: u64, values: &[f64]) -> io::Result<()> {
        let replicate = replicate.to_string();
        let mut rows = values.chunks_exact(Measure::COUNT);
        for arm in &self.arms {
            for period in &self.periods {
                let Some(row) = rows.next() else { return Ok(()) };
                for (measure, value) in Measure::ALL.iter().zip(row).filter(|(_, value)| !value.is_nan()) {
                    let info = measure.info();
                    let value = value.to_string(); // the shortest text that reads back as the same number
                    self.writer.write_record([&replicate, arm, info.name, period, info.unit, &value])?;
                }
            }
        }
        Ok(())
    }

    /// Closes the file and returns its SHA-256.
    pub fn finish(self) -> io::Result<String> {
        self.writer.into_inner().map_err(|problem| io::Error::other(problem.to_string()))?.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_tidy_and_numbers_read_back_exactly() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join(CSV);
        let mut sink = CsvSink::create(&file, vec!["a, b".into()], vec!["all".into()]).unwrap();
        let mut values = vec![f64::NAN; Measure::COUNT];
        values[Measure::Stock as usize] = 0.1 + 0.2;
        sink.append(7, &values).unwrap();
        sink.finish().unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        let wanted =
            "replicate,arm,measure,period,unit,value\n7,\"a, b\",stock,all,children,0.30000000000000004\n";
        assert_eq!(text, wanted);
    }
}
