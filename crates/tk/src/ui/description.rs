//! What there is to work with in a checkout, on one page.

use serde_json::{Map, Value, json};

use crate::steps::KnownStep;
use crate::text::cut;
use crate::text::room::{Room, names};

/// All of it.
const PAGE_BYTES: usize = 4 * 1024;

/// The version of the JSON format.
const VERSION: u32 = 1;

/// The longest text of one command or setting.
const TEXT_BYTES: usize = 64;

/// How many steps are named, and how much the names of a line take.
const STEPS: usize = 14;
const KINDS_BYTES: usize = 340;

/// What stands below commands, flags and steps.
const END_BYTES: usize = 700;

/// A checkout.
pub struct Description {
    /// The name of its folder.
    pub name: String,
    /// This machine's platform.
    pub platform: String,
    /// Where modules come from, if it is known.
    pub modules: Option<String>,
    /// The variable by which a coding agent says that it runs this.
    pub agent: Option<&'static str>,
    /// The commands, and what they do.
    pub commands: Vec<(String, String)>,
    /// The flags that can have a default.
    pub flags: Vec<Flag>,
    /// The steps.
    pub steps: Vec<KnownStep>,
    /// How many targets there are of each kind, most first; `None` if they are not known.
    pub kinds: Option<Vec<(String, usize)>>,
}

/// A flag that can have a default here.
pub struct Flag {
    /// Its key in `tk.toml`.
    pub key: &'static str,
    /// The flag, without dashes.
    pub flag: &'static str,
    /// What it is set to.
    pub value: Option<Value>,
    /// Where it is set.
    pub origin: Option<String>,
}

impl Description {
    /// For people and coding agents. What others wrote goes through `clean` before it is cut.
    pub fn lines(&self, clean: impl Fn(&str) -> String) -> Vec<String> {
        let mut room = Room::of(PAGE_BYTES);
        room.reserve(END_BYTES);
        let modules = self
            .modules
            .as_ref()
            .map(|modules| format!(", modules {modules}"));
        let name = cut::line(&clean(&self.name), TEXT_BYTES);
        room.add(&format!(
            "{name}: built by tk with Bazel, {}{}",
            self.platform,
            modules.unwrap_or_default()
        ));
        room.add("commands (tk help COMMAND):");
        for (name, about) in &self.commands {
            room.add(&format!("  {name}  {}", cut::line(about, TEXT_BYTES)));
        }
        self.add_flags(&mut room, &clean);
        self.add_steps(&mut room, &clean);
        room.release(END_BYTES);
        self.add_kinds(&mut room, &clean);
        let agent = match self.agent {
            Some(variable) => format!(
                "{variable} is set: build, test, check and gen answer in short (--agent=off: in full)"
            ),
            None => "build, test, check and gen answer in short with --agent".to_owned(),
        };
        room.add(&agent);
        room.add("tk log [ID] [TARGET] reads what failed; exit codes: tk help exit-codes");
        room.lines()
    }

    fn add_flags(&self, room: &mut Room, clean: &impl Fn(&str) -> String) {
        let unset = self.flags.iter().filter(|flag| flag.value.is_none());
        let unset: Vec<String> = unset.map(|flag| format!("--{}", flag.flag)).collect();
        room.add(&format!(
            "flags without a default here: {}",
            names(&unset, KINDS_BYTES)
        ));
        for flag in &self.flags {
            if let (Some(value), Some(origin)) = (&flag.value, &flag.origin) {
                let value = cut::line(&clean(&value.to_string()), TEXT_BYTES);
                let origin = cut::line(&clean(origin), TEXT_BYTES);
                room.add(&format!(
                    "  {} = {value}  (--{}, {origin})",
                    flag.key, flag.flag
                ));
            }
        }
    }

    fn add_steps(&self, room: &mut Room, clean: &impl Fn(&str) -> String) {
        if self.steps.is_empty() {
            room.add("steps: none");
            return;
        }
        room.add("steps (tk build STEP; without a name, those of the mode):");
        for step in self.steps.iter().take(STEPS) {
            let name = cut::line(&clean(&step.name), TEXT_BYTES);
            let tags = step.tags.iter().filter(|tag| *tag == "check");
            let about: Vec<&str> = step.modes.iter().chain(tags).map(String::as_str).collect();
            room.add(&format!(
                "  {name}  {}",
                cut::line(&clean(&about.join(", ")), TEXT_BYTES)
            ));
        }
        if self.steps.len() > STEPS {
            room.add(&format!("  and {} more", self.steps.len() - STEPS));
        }
    }

    fn add_kinds(&self, room: &mut Room, clean: &impl Fn(&str) -> String) {
        let Some(kinds) = &self.kinds else {
            room.add("targets: Bazel cannot list them; tk bazel query //... says why");
            return;
        };
        let all: usize = kinds.iter().map(|(_, count)| count).sum();
        let shown: Vec<String> = kinds
            .iter()
            .map(|(kind, count)| format!("{}:{count}", clean(kind)))
            .collect();
        room.add(&format!(
            "{all} targets below //..., by kind: {}",
            names(&shown, KINDS_BYTES)
        ));
    }

    /// For programs, within the same number of bytes.
    pub fn json(&self, clean: impl Fn(&str) -> String) -> Value {
        let fits = |json: &Value| json.to_string().len() <= PAGE_BYTES;
        let mut most = STEPS;
        loop {
            let json = self.json_of(most, &clean);
            if most == 0 || fits(&json) {
                return json;
            }
            most /= 2;
        }
    }

    /// With so many steps, and as many kinds of targets, at most.
    fn json_of(&self, most: usize, clean: &impl Fn(&str) -> String) -> Value {
        let short = |text: &str| cut::line(&clean(text), TEXT_BYTES);
        let object = |pairs: &mut dyn Iterator<Item = (String, Value)>| -> Map<String, Value> {
            pairs.collect()
        };
        let mut commands = self
            .commands
            .iter()
            .map(|(name, about)| (name.clone(), short(about).into()));
        let set = self
            .flags
            .iter()
            .filter_map(|flag| Some((flag.key, flag.value.as_ref()?)));
        let mut set = set.map(|(key, value)| (key.to_owned(), short(&value.to_string()).into()));
        let steps = self.steps.iter().take(most).map(|step| {
            let is_check = step.tags.iter().any(|tag| tag == "check");
            json!({"name": short(&step.name), "modes": step.modes, "isCheck": is_check})
        });
        let kinds = self.kinds.as_ref().map(|kinds| {
            let mut kinds = kinds
                .iter()
                .take(most)
                .map(|(kind, count)| (short(kind), json!(count)));
            object(&mut kinds)
        });
        json!({
            "version": VERSION,
            "name": short(&self.name),
            "platform": self.platform,
            "modules": self.modules,
            "agent": self.agent,
            "commands": object(&mut commands),
            "settings": object(&mut set),
            "steps": steps.collect::<Vec<_>>(),
            "stepCount": self.steps.len(),
            "targetKinds": kinds,
            "targetCount": self.kinds.as_ref().map(|kinds| kinds.iter().map(|(_, count)| count).sum::<usize>()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn large() -> Description {
        let word = "a-long-word-".repeat(20);
        let step = |number| KnownStep {
            name: format!("{word}{number}"),
            modes: vec!["development".to_owned(), "production".to_owned()],
            tags: vec!["check".to_owned()],
            after: Vec::new(),
            mnemonics: Vec::new(),
        };
        Description {
            name: word.clone(),
            platform: "linux-x64".to_owned(),
            modules: Some("packages".to_owned()),
            agent: Some("CLAUDECODE"),
            commands: (0..30)
                .map(|number| (format!("command{number}"), word.clone()))
                .collect(),
            flags: Vec::new(),
            steps: (0..200).map(step).collect(),
            kinds: Some(
                (0..300)
                    .map(|number| (format!("{word}{number}"), 1))
                    .collect(),
            ),
        }
    }

    #[test]
    fn a_page_is_a_page() {
        let lines = large().lines(str::to_owned).join("\n");
        assert!(lines.len() <= PAGE_BYTES, "{} bytes", lines.len());
        assert!(lines.contains("  command29  a-long"), "{lines}");
        assert!(lines.contains("300 targets below //..."), "{lines}");
        let json = large().json(str::to_owned);
        assert!(json.to_string().len() <= PAGE_BYTES, "{json}");
        assert_eq!(json["stepCount"], 200);
    }
}
