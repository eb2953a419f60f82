//! Records as Bazel writes them, for tests of what reads an execution log.

fn varint(mut number: u64, to: &mut Vec<u8>) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

fn bytes(field: u64, content: &[u8], to: &mut Vec<u8>) {
    varint(field << 3 | 2, to);
    varint(content.len() as u64, to);
    to.extend_from_slice(content);
}

fn name_and_value(name: &str, value: &str) -> Vec<u8> {
    let mut pair = Vec::new();
    bytes(1, name.as_bytes(), &mut pair);
    bytes(2, value.as_bytes(), &mut pair);
    pair
}

fn file(path: &str, digest: &str) -> Vec<u8> {
    let mut file = Vec::new();
    bytes(1, path.as_bytes(), &mut file);
    bytes(2, &name_and_value(digest, ""), &mut file);
    file
}

/// A record as Bazel writes it.
pub struct Record<'a> {
    /// The target.
    pub label: &'a str,
    /// The kind of work.
    pub mnemonic: &'a str,
    /// What ran it.
    pub runner: &'a str,
    /// The command line.
    pub arguments: &'a [&'a str],
    /// Names and values.
    pub environment: &'a [(&'a str, &'a str)],
    /// Paths and digests; those below `tool/` are of the tool.
    pub inputs: &'a [(&'a str, &'a str)],
    /// The one file that it makes.
    pub output: &'a str,
    /// That file's digest; without one it was not made.
    pub output_digest: &'a str,
    /// How it ended.
    pub exit_code: u64,
}

impl Default for Record<'_> {
    fn default() -> Self {
        Self {
            label: "",
            mnemonic: "Probe",
            runner: "linux-sandbox",
            arguments: &[],
            environment: &[],
            inputs: &[],
            output: "out",
            output_digest: "",
            exit_code: 0,
        }
    }
}

impl Record<'_> {
    /// Prefixed with its length.
    pub fn framed(&self) -> Vec<u8> {
        let mut spawn = Vec::new();
        for argument in self.arguments {
            bytes(1, argument.as_bytes(), &mut spawn);
        }
        for (name, value) in self.environment {
            bytes(2, &name_and_value(name, value), &mut spawn);
        }
        for (path, digest) in self.inputs {
            let mut file = file(path, digest);
            if path.starts_with("tool/") {
                file.extend([4 << 3, 1]);
            }
            bytes(4, &file, &mut spawn);
        }
        bytes(5, self.output.as_bytes(), &mut spawn);
        spawn.extend([7 << 3, 1]);
        bytes(10, self.mnemonic.as_bytes(), &mut spawn);
        if !self.output_digest.is_empty() {
            bytes(11, &file(self.output, self.output_digest), &mut spawn);
        }
        bytes(12, self.runner.as_bytes(), &mut spawn);
        varint(15 << 3, &mut spawn);
        varint(self.exit_code, &mut spawn);
        bytes(18, self.label.as_bytes(), &mut spawn);
        let mut framed = Vec::new();
        varint(spawn.len() as u64, &mut framed);
        framed.extend(spawn);
        framed
    }
}
