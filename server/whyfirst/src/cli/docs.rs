//! The pages in `docs/`, made from the definitions in the code. A page that has fallen behind fails its test; `UPDATE_EXPECT=1` writes it.

use std::fmt::Write;

use clap::CommandFactory;
use expect_test::expect_file;

use super::Cli;

const MADE: &str = "<!-- Made from the code by the tests in `src/cli/docs.rs`; edits here are lost. -->\n";

/// A text inside a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// What stands at the end of a help page: lines that are set in are what one would type.
fn examples(after: &str) -> String {
    let mut page = String::from("\n");
    for lines in after.lines().collect::<Vec<_>>().chunk_by(|a, b| a.starts_with("  ") == b.starts_with("  "))
    {
        if lines.iter().all(|line| line.starts_with("  ")) {
            let _ = write!(page, "\n```sh\n{}\n```\n", lines.join("\n").replace("  whyfirst", "whyfirst"));
        } else {
            let _ = writeln!(page, "{}", lines.join("\n"));
        }
    }
    page
}

#[test]
fn every_command_is_documented() {
    let mut page =
        format!("# Commands\n\n{MADE}\n`whyfirst COMMAND --help` and `whyfirst man` say the same.\n");
    let mut program = Cli::command().bin_name("whyfirst");
    program.build();
    let below = |command: &clap::Command| {
        command.get_subcommands().filter(|it| it.get_name() != "help").cloned().collect::<Vec<_>>()
    };
    // Of a command that only has others below it, those.
    let all = below(&program).into_iter().flat_map(|command| match below(&command) {
        inner if inner.is_empty() => vec![command],
        inner => inner,
    });
    for command in all {
        let name = command.get_bin_name().unwrap_or_default().to_owned();
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        let _ = write!(page, "\n## {name}\n\n{about}.\n\n");
        let usage = command.clone().render_usage().to_string();
        let _ = write!(page, "```text\n{}\n```\n\n", usage.trim_start_matches("Usage: "));
        let mut rows = String::new();
        for argument in command.get_arguments().filter(|it| !it.is_hide_set() && it.get_id() != "help") {
            let values: Vec<_> = argument
                .get_possible_values()
                .iter()
                .filter(|_| argument.get_action().takes_values())
                .map(|value| format!("`{}`", value.get_name()))
                .collect();
            let default: Vec<_> = argument
                .get_default_values()
                .iter()
                .map(|it| format!("`{}`", it.to_string_lossy()))
                .collect();
            let mut help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty(), "{name} {}: says nothing about itself", argument.get_id());
            if !values.is_empty() {
                let _ = write!(help, "; one of {}", values.join(", "));
            }
            if !default.is_empty() && argument.get_action().takes_values() {
                let _ = write!(help, " (by default {})", default.join(" "));
            }
            let written = argument.to_string();
            let short = argument.get_short().filter(|_| argument.get_long().is_some());
            let short = short.map(|short| format!("`-{short}`, ")).unwrap_or_default();
            let _ = writeln!(rows, "| {short}`{}` | {} |", cell(&written), cell(&help));
        }
        if !rows.is_empty() {
            let _ = write!(page, "| argument | what it says |\n| --- | --- |\n{rows}");
        }
        if let Some(after) = command.get_after_help() {
            page.push_str(&examples(&after.to_string()));
        }
    }
    expect_file!["../../docs/commands.md"].assert_eq(&page);
}

#[test]
fn every_rule_is_documented() {
    let mut page = format!(
        "# Rules\n\n{MADE}\n`whyfirst explain RULE` shows each of these in the terminal, and a hover on its id in the editor. `level`: from which \
         seniority on it speaks. `mode`: whether it always speaks, or only when a review is asked for.\n\n\
         | rule | severity | level | mode | what it reports |\n| --- | --- | --- | --- | --- |\n"
    );
    let index = crate::index();
    for rule in whyfirst_review::rules(&index) {
        let _ = writeln!(
            page,
            "| [`{0}`](#{0}) | {1} | {2} | {3} | {4} |",
            rule.id,
            rule.severity.name(),
            rule.level.name(),
            rule.mode.name(),
            cell(rule.summary)
        );
    }
    for rule in whyfirst_review::rules(&index) {
        page.push('\n');
        let mut fence = false;
        for line in rule.manual().trim_end().lines() {
            fence ^= line.starts_with("````");
            // The page's own title stands above.
            let deeper = if !fence && line.starts_with('#') { "#" } else { "" };
            let _ = writeln!(page, "{deeper}{line}");
        }
    }
    expect_file!["../../docs/rules.md"].assert_eq(&page);
}

#[test]
fn every_setting_is_documented() {
    let mut page = format!(
        "# Settings\n\n{MADE}\n`whyfirst.toml` is described by `whyfirst schema config`, and below; front matter and comments stand in the README.\n\n\
         ## Of editors\n\nThey switch what an editor shows, and nothing else. Every client sends them in `initializationOptions` and with \
         `workspace/didChangeConfiguration`; `whyfirst schema settings` prints them for programs.\n\n\
         | setting | by default | what it does |\n| --- | --- | --- |\n"
    );
    for row in crate::lsp::settings::table().as_array().into_iter().flatten() {
        let text = |key: &str| {
            row.get(key)
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .unwrap_or_default()
        };
        let _ =
            writeln!(page, "| `{}` | `{}` | {} |", text("key"), text("default"), cell(&text("description")));
    }
    let schema: serde_json::Value = serde_json::from_str(crate::config::SCHEMA).unwrap();
    page.push_str("\n## Of `whyfirst.toml`\n\n| key | what it says |\n| --- | --- |\n");
    let keys = schema.pointer("/properties").and_then(serde_json::Value::as_object).unwrap();
    assert!(!keys.is_empty());
    for (key, value) in keys {
        let about = value.get("description").and_then(serde_json::Value::as_str).unwrap_or_default();
        let _ = writeln!(page, "| `{key}` | {} |", cell(about));
    }
    page.push_str("\n## Of a note\n\nKeys of `whyfirst` in the front matter: ");
    let keys: Vec<_> = whyfirst_note::Key::ALL.iter().map(|key| format!("`{}`", key.name())).collect();
    let _ = writeln!(page, "{}.", keys.join(", "));
    expect_file!["../../docs/settings.md"].assert_eq(&page);
}
