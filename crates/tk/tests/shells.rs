//! Completion in fish and zsh, which few machines have: where they are missing, these tests fail. `.ci/run` gets them
//! from `tools/ci/programs`, in the folder that `SHELLS` names.

mod support;

use support::shells::{fixture, odd_fixture, typed_in};

#[test]
fn fish_completes() {
    let script = "./tk completions fish | source; for line in './tk bui' './tk build web' './tk build //crates/bep:b'; complete -C $line; end";
    let ran = typed_in(&fixture(), "fish", &["--no-config", "-c", script]);
    insta::assert_snapshot!(ran.stdout, @"
    build	Build steps and targets, and put the artifacts in dist/<platform>/
    web-build	step
    web-check	step
    //crates/bep:bep	rust_library
    ");
}

#[test]
fn fish_completes_words_in_quotes() {
    let script = r#"./tk completions fish | source; for line in './tk build //my' './tk build //my\ dir+:' './tk build "//my dir+:a'; complete -C $line; end"#;
    let ran = typed_in(&odd_fixture(), "fish", &["--no-config", "-c", script]);
    insta::assert_snapshot!(ran.stdout, @"
    //my dir+:	package
    //my dir+:a b	x
    //my dir+:c/d	x
    //my dir+:grün	x
    //my dir+:it's	x
    //my dir+:k&l;m$n	x
    //my dir+:a b	x
    ");
}

/// zsh completes in a terminal only: another zsh plays one, and types.
const ZSH: &str = r#"
load='[[ ! -d $SHELLS/zsh-modules ]] || module_path=($SHELLS/zsh-modules)'
eval $load
zmodload zsh/zpty
zpty z 'zsh -f -i'
zpty -w z $load
zpty -w z 'PS1=; autoload -U compinit; compinit -u -D; source <(./tk completions zsh); echo READ""Y'
zpty -r -m z line '*READY*'
for typed in './tk bui' './tk build web-b' './tk build //crates/bep:b' './tk build --mode=pro'; do
  zpty -w -n z "$typed"$'\t\C-aecho "got: \C-e"; echo DO""NE\n'
  zpty -r -m z line '*DONE*'
  print -r -- "$line"
done
zpty -d z
"#;

#[test]
fn zsh_completes() {
    let ran = typed_in(&fixture(), "zsh", &["-f", "-c", ZSH]);
    let got: Vec<&str> = ran
        .stdout
        .lines()
        .filter(|line| line.starts_with("got: "))
        .map(str::trim_end)
        .collect();
    insta::assert_snapshot!(got.join("\n"), @"
    got: ./tk build
    got: ./tk build web-build
    got: ./tk build //crates/bep:bep
    got: ./tk build --mode=production
    ");
}
