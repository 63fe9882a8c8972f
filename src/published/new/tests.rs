use super::*;
use crate::published::{authorities, find};

/// A stand-in for the engine's fit: a stock in balance, turned over once a year per start.
fn placeholder(input: &FitInput) -> Fit {
    Fit {
        multiplier: input.stock / input.starts / 2.5,
        first_entry_share: 0.9,
        expected_stock: input.stock,
        predicted_ceases: input.starts,
    }
}

fn base(_: &str, key: &str) -> Option<f64> {
    match key {
        "finance.other_services_per_child_year_gbp" => Some(35_400.0),
        "intake.unaccompanied_share" => Some(0.05),
        "workforce.turnover_per_year" => Some(0.091),
        "workforce.caseload_per_post" => Some(16.0),
        _ => None,
    }
}

fn write(name: &str, year: u16) -> Result<NewScenario, NoFigures> {
    write_scenario(find(name).expect(name), year, &Workshop { fit: &placeholder, in_base: &base })
}

fn value(text: &str, key: &str) -> toml::Value {
    let mut at = toml::Value::Table(toml::from_str(text).unwrap_or_else(|problem| panic!("{problem}\n{text}")));
    for part in key.split('.') {
        at = at.get(part).unwrap_or_else(|| panic!("{key}\n{text}")).clone();
    }
    at.get("value").cloned().unwrap_or(at)
}

fn number_at(text: &str, key: &str) -> f64 {
    let found = value(text, key);
    found.as_float().or(found.as_integer().map(|whole| whole as f64)).unwrap_or_else(|| panic!("{key}: {found}"))
}

#[test]
fn every_authority_of_every_year_gets_a_scenario_that_is_toml_with_a_source_at_every_number() {
    for authority in authorities() {
        for year in &authority.years {
            let made = write_scenario(authority, *year, &Workshop { fit: &placeholder, in_base: &base })
                .unwrap_or_else(|problem| panic!("{problem}"));
            let table: toml::Table = toml::from_str(&made.text)
                .unwrap_or_else(|problem| panic!("{} {year}: {problem}", authority.name));
            for section in ["authority", "intake", "stay", "workforce", "finance", "contract", "target"] {
                for (key, entry) in table[section].as_table().expect(section) {
                    let sourced = entry
                        .get("source")
                        .and_then(|source| source.as_str())
                        .is_some_and(|source| !source.is_empty());
                    assert!(sourced || entry.is_str(), "{} {year} {section}.{key}", authority.name);
                }
            }
            assert!((5.0..=150.0).contains(&number_at(&made.text, "practice.new-practice.places")));
        }
    }
}

#[test]
fn every_authority_of_2024_is_there() {
    let of_2024 = authorities().iter().filter(|one| one.years.contains(&2024));
    assert_eq!(of_2024.count(), 152, "153 with children's services, less the Isles of Scilly");
}

#[test]
fn staffordshire_2011_has_its_own_figures_and_says_where_it_has_not() {
    let made = write("Staffordshire", 2011).unwrap();
    let text = &made.text;
    assert_eq!(value(text, "extends").as_str(), Some("england-2011"));
    assert_eq!(number_at(text, "authority.stock"), 795.0);
    assert_eq!(number_at(text, "authority.starts_per_year"), 299.0);
    assert_eq!(number_at(text, "authority.ceases_per_year"), 253.0);
    assert_eq!(value(text, "run.start_date").to_string(), "2011-04-01");
    assert_eq!(number_at(text, "intake.age_share.value.under_1"), 0.2215); // 66 of 298 with a published band
    assert_eq!(number_at(text, "practice.new-practice.places"), 150.0);
    assert_eq!(number_at(text, "target.ni62_three_plus_pct"), 12.09); // 96 of 794
    assert!(text.contains("beside 253 published"), "{text}");
    assert!(text.contains("turnover_per_year is left to england-2011"));
    assert!(
        made.stand_ins.iter().any(|one| one.starts_with("turnover of social workers")),
        "{:?}",
        made.stand_ins
    );
    assert_eq!(number_at(text, "practice.new-practice.children_per_worker"), 16.0, "the shipped world's");
}

#[test]
fn the_residual_makes_the_total_local() {
    // 2010-11: Staffordshire 44.10m for 795 children, England 3,036m for 65,520.
    let text = write("Staffordshire", 2011).unwrap().text;
    let expected: f64 = 35_400.0 + 44_096_153.9 / 795.0 - 3_036_138_459.33 / 65_520.0;
    assert_eq!(number_at(&text, "finance.other_services_per_child_year_gbp"), expected.round());
    let history = value(&text, "contract.spend_history_gbp");
    assert_eq!(history.as_array().map(Vec::len), Some(2));
    assert_eq!(history[1].as_integer(), Some(44_096_154), "the year of the price base stays as published");
}

#[test]
fn structural_vacancies_are_what_is_left_after_those_waiting_for_a_successor() {
    let text = write("Staffordshire", 2024).unwrap().text;
    assert_eq!(number_at(&text, "workforce.turnover_per_year"), 0.052);
    assert_eq!(number_at(&text, "workforce.structural_vacancy_share"), 0.1533); // 17.5 - 5.2 x 5/12
    let none = write("Rutland", 2015).unwrap().text; // turnover 53%, vacancy far below 53 x 5/12
    assert!(number_at(&none, "workforce.structural_vacancy_share") >= 0.0);
}

#[test]
fn a_small_authority_gets_a_small_practice() {
    assert_eq!(policies::places(1306.0), 150.0);
    assert_eq!(policies::places(400.0), 140.0);
    assert_eq!(policies::places(40.0), 15.0);
    assert_eq!(policies::places(6.0), 5.0);
}

#[test]
fn a_year_without_figures_says_which_there_are_and_who_followed() {
    let problem = write("Northamptonshire", 2025).unwrap_err().to_string();
    assert!(problem.contains("2010-2017, 2020-2021") && problem.contains("West Northamptonshire"), "{problem}");
    assert!(write("Isles of Scilly", 2024).is_err());
    let near = write("Staffordshire", 2019).unwrap(); // 2018 and 2019 were not obtained
    assert_eq!(near.stock, 1218.0);
    assert!(near.stand_ins.iter().any(|one| one.contains("of 2020, because the figure of 2019 is absent")));
}

#[test]
fn unaccompanied_children_follow_the_local_share_of_the_stock() {
    let kent = write("Kent", 2011).unwrap().text; // 234 of 1,694 against 2,670 of 65,520 in England
    assert_eq!(number_at(&kent, "intake.unaccompanied_share"), 0.1695);
    assert!(write("Kent", 2024).unwrap().text.contains("unaccompanied_share is left to england-2024"));
}

#[test]
fn a_stock_that_no_multiplier_reaches_is_named() {
    let short = |input: &FitInput| Fit {
        multiplier: 20.0,
        first_entry_share: 0.9,
        expected_stock: 0.9 * input.stock,
        predicted_ceases: input.starts,
    };
    let workshop = Workshop { fit: &short, in_base: &base };
    let made = write_scenario(find("Staffordshire").unwrap(), 2024, &workshop).unwrap();
    assert!(made.stand_ins.iter().any(|one| one.contains("no multiplier")), "{:?}", made.stand_ins);
}

#[test]
fn every_key_is_one_that_scenarios_have_and_every_target_a_measure() {
    let registry = crate::scenario::keys::registry();
    for (name, year) in [("Staffordshire", 2014), ("Staffordshire", 2016), ("Kent", 2020), ("Leeds", 2025)] {
        let text = write(name, year).unwrap().text;
        let table: toml::Table = toml::from_str(&text).unwrap();
        for section in ["authority", "run", "intake", "stay", "workforce", "finance", "contract"] {
            for key in table[section].as_table().unwrap().keys() {
                assert!(registry.iter().any(|one| one.name == format!("{section}.{key}")), "{section}.{key}");
            }
        }
        for key in table["practice"]["new-practice"].as_table().unwrap().keys() {
            assert!(registry.iter().any(|one| one.name == format!("practice.*.{key}")), "practice.*.{key}");
        }
        for measure in table["target"].as_table().unwrap().keys() {
            assert!(crate::results::measures::Measure::named(measure).is_some(), "{measure}");
        }
    }
}
