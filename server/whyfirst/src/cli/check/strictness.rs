//! What is asked of a note beyond what its configuration says.

use clap::ValueEnum;
use whyfirst_guide::{Index, Level};
use whyfirst_review::Options;

#[derive(clap::Args)]
pub(super) struct Strictness {
    /// Say also what could be said of most notes, as a thorough reviewer does
    #[arg(long)]
    review: bool,
    /// The seniority of which answers are to be, if not that of the configuration: more is expected of a higher one
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Seniority>,
    /// Switch a rule on, also one that the level or the want of `--review` leaves out (may be repeated)
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// Switch a rule off (may be repeated)
    #[arg(long, value_name = "ID")]
    no_rule: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Seniority {
    Mid,
    Senior,
    Staff,
}

impl Strictness {
    /// # Errors
    /// If a rule is named that there is none of.
    pub(super) fn complain_about_unknown(&self, index: &Index) -> Result<(), String> {
        let known: Vec<&str> = whyfirst_review::rules(index).iter().map(|rule| rule.id).collect();
        for id in self.rule.iter().chain(&self.no_rule) {
            if !known.contains(&id.as_str()) {
                let near = super::super::suggest::nearest(id, known.iter().copied());
                let hint = near.map_or("`whyfirst list rules` names them all".to_owned(), |near| {
                    format!("did you mean `{near}`?")
                });
                return Err(format!("there is no rule `{id}`; {hint}"));
            }
        }
        Ok(())
    }

    /// Puts what was asked for above what the options say. A rule that is both on and off is off.
    pub(super) fn apply(&self, options: &mut Options) {
        options.review |= self.review;
        if let Some(level) = self.level {
            options.level = match level {
                Seniority::Mid => Level::Mid,
                Seniority::Senior => Level::Senior,
                Seniority::Staff => Level::Staff,
            };
        }
        for (ids, on) in [(&self.rule, true), (&self.no_rule, false)] {
            options.rules.extend(ids.iter().map(|id| (id.clone(), on)));
        }
    }
}
