//! A JSON Schema of scenario files, from the registry, for editors that complete and check as one types.

use serde_json::{Map, Value as Json, json};

use super::keys::{Key, Kind, registry};
use super::value::{Quality, Value};

/// What the name of a practice or a policy may look like.
const NAME_PATTERN: &str = "^[a-z0-9-]{1,40}$";

/// The schema of a whole scenario file (draft 2020-12).
pub fn json_schema() -> Json {
    let mut root = table();
    let mut policy = table();
    for key in registry() {
        let rule = described(key);
        if key.lever {
            insert(&mut policy, &key.name, &rule);
        }
        insert(&mut root, &key.name, &rule);
    }
    root["properties"]["policy"] = json!({
        "type": "object",
        "description": "What each policy changes; everything else is as in the scenario.",
        "patternProperties": { NAME_PATTERN: policy },
        "additionalProperties": false,
    });
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("swpsim scenario");
    root["$defs"] = json!({ "law": law(), "quality": { "enum": Quality::WORDS } });
    root
}

/// A table that holds nothing yet.
fn table() -> Json {
    json!({ "type": "object", "properties": {}, "additionalProperties": false })
}

/// Puts a rule under a dotted name; `*` becomes a pattern.
fn insert(table_rule: &mut Json, name: &str, rule: &Json) {
    let (first, rest) = match name.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (name, None),
    };
    let (slot, first) = match first {
        "*" if rest.is_some() => ("patternProperties", NAME_PATTERN),
        "*" => ("patternProperties", "^[a-z0-9_]+$"), // names of measures
        plain => ("properties", plain),
    };
    let place = &mut table_rule[slot][first];
    match rest {
        None => *place = rule.clone(),
        Some(rest) => {
            if place.is_null() {
                *place = table();
            }
            insert(place, rest, rule);
        }
    }
}

/// A key's rule with its meaning and default: the bare value, or the value with its annotations.
fn described(key: &Key) -> Json {
    let mut rule = annotated(key.kind);
    let unit = if key.unit.is_empty() { String::new() } else { format!(" Unit: {}.", key.unit) };
    rule["description"] = json!(format!("{}{unit}", key.meaning));
    let default = match super::value::Entry::preset(key).value {
        Value::Number(number) => json!(number),
        Value::Count(count) => json!(count),
        Value::Text(text) => json!(text),
        Value::Flag(flag) => json!(flag),
        Value::Names(names) => json!(names),
        _ => return rule,
    };
    rule["default"] = default;
    rule
}

/// The forms in which a value may be written.
fn annotated(kind: Kind) -> Json {
    let bare = bare(kind);
    if kind == Kind::Target {
        return bare;
    }
    let mut notes = Map::new();
    notes.insert("value".into(), bare.clone());
    for word in ["source", "effect"] {
        notes.insert(word.into(), json!({ "type": "string" }));
    }
    notes.insert("quality".into(), json!({ "$ref": "#/$defs/quality" }));
    if let Some(end) = range_end(kind) {
        notes.insert("low".into(), end.clone());
        notes.insert("high".into(), end);
    }
    let whole =
        json!({ "type": "object", "properties": notes, "required": ["value"], "additionalProperties": false });
    json!({ "anyOf": [bare, whole] })
}

/// The rule of one end of a range; none for words.
fn range_end(kind: Kind) -> Option<Json> {
    match kind {
        Kind::Number { .. } | Kind::Probability | Kind::Count { .. } => Some(bare(kind)),
        Kind::Law => Some(json!({ "type": "number", "exclusiveMinimum": 0 })),
        Kind::Numbers { .. } | Kind::Shares { .. } | Kind::List { .. } => {
            Some(json!({ "type": ["number", "object", "array"] }))
        }
        _ => None,
    }
}

/// The rule of a value alone.
fn bare(kind: Kind) -> Json {
    let number = |min: f64, max: f64| json!({ "type": "number", "minimum": min, "maximum": max });
    let named = |names: &[&str], one: Json| -> Json {
        names.iter().map(|name| ((*name).to_owned(), one.clone())).collect::<Map<_, _>>().into()
    };
    match kind {
        Kind::Number { min, max } => number(min, max),
        Kind::Probability => number(0.0, 1.0),
        Kind::Count { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Choice(words) => json!({ "enum": words }),
        Kind::Flag => json!({ "type": "boolean" }),
        // a TOML date has no type in JSON Schema; tools hand it over as text
        Kind::Date => json!({ "type": "string", "format": "date" }),
        Kind::Numbers { names, min, max } => {
            let mut properties = named(names, number(min, max));
            with_notes_beside(&mut properties);
            json!({ "type": "object", "properties": properties, "required": names, "additionalProperties": false })
        }
        Kind::Shares { names } => {
            let mut properties = named(names, json!({ "type": "number", "minimum": 0 }));
            with_notes_beside(&mut properties);
            json!({ "type": "object", "properties": properties, "additionalProperties": false })
        }
        Kind::List { min, max } => json!({ "type": "array", "items": number(min, max), "minItems": 1 }),
        Kind::Law => json!({ "$ref": "#/$defs/law" }),
        Kind::Among(words) => {
            json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": { "enum": words } })
        }
        Kind::Names => json!({
            "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "string", "pattern": NAME_PATTERN },
        }),
        Kind::Target => json!({
            "type": "object",
            "properties": {
                "value": { "type": "number" },
                "tolerance": { "type": "number", "exclusiveMinimum": 0 },
                "statistic": { "enum": ["mean", "sd"] },
                "source": { "type": "string" },
                "effect": { "type": "string" },
                "quality": { "$ref": "#/$defs/quality" },
            },
            "required": ["value", "tolerance", "source"],
            "additionalProperties": false,
        }),
    }
}

/// Named numbers may carry their annotations beside them.
fn with_notes_beside(properties: &mut Json) {
    for word in ["source", "effect"] {
        properties[word] = json!({ "type": "string" });
    }
    properties["quality"] = json!({ "$ref": "#/$defs/quality" });
    for end in ["low", "high"] {
        properties[end] = json!({ "type": ["number", "object", "array"] });
    }
}

/// A law: the names of its parts are checked by swpsim, which knows what belongs together.
fn law() -> Json {
    let number = json!({ "type": "number" });
    let numbers = json!({ "type": "array", "items": number, "minItems": 1 });
    let either = json!({ "anyOf": [number, numbers] });
    let mut properties = Map::new();
    properties.insert("law".into(), json!({ "enum": crate::domain::laws::LAW_NAMES }));
    for part in super::laws::part_names() {
        properties.insert(part, either.clone());
    }
    let mut properties = Json::Object(properties);
    with_notes_beside(&mut properties);
    json!({ "type": "object", "properties": properties, "required": ["law"], "additionalProperties": false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_has_a_place_for_every_key() {
        let schema = json_schema();
        for key in registry() {
            let mut place = &schema;
            for segment in key.name.split('.') {
                let pattern = place["patternProperties"].as_object().and_then(|all| all.values().next());
                place = if segment == "*" { pattern.unwrap() } else { &place["properties"][segment] };
            }
            assert!(place["description"].is_string(), "{}", key.name);
        }
    }

    #[test]
    fn a_policy_holds_levers_only() {
        let schema = json_schema();
        let policy = &schema["properties"]["policy"]["patternProperties"][NAME_PATTERN]["properties"];
        assert!(policy["allocation"]["properties"]["rule"].is_object());
        assert!(policy["stay"].is_null());
        assert!(policy["practice"]["patternProperties"][NAME_PATTERN]["properties"]["places"].is_object());
    }
}
