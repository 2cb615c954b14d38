use expect_test::expect;
use whyfirst_guide::builtin;

use super::*;
use crate::fixture::Fixture;

fn at(minutes: u64, seconds: u64) -> Duration {
    // The clock may have begun anywhere.
    Duration::from_secs(1_000 + minutes * 60 + seconds)
}

fn session(minutes: u16) -> Session {
    Session::start(Plan::new(builtin().default_framework().unwrap(), minutes), at(0, 0))
}

#[test]
fn the_minutes_are_shared_out_whole_and_in_proportion() {
    for framework in builtin().frameworks.iter() {
        let plan = Plan::new(framework, 45);
        let sum: Duration = plan.steps.iter().map(|step| step.time).sum();
        let lost = plan.time - sum;
        assert!(lost < Duration::from_secs(1), "{}: {lost:?} are nobody's", framework.id);
        assert!(plan.steps.iter().all(|step| step.time >= Duration::from_secs(60)), "{}", framework.id);
    }
    let (short, long) = (session(30), session(60));
    for (a, b) in short.plan.steps.iter().zip(&long.plan.steps) {
        assert!((a.time * 2).abs_diff(b.time) < Duration::from_secs(1));
    }
}

#[test]
fn a_framework_without_minutes_and_one_without_steps_do_not_fail() {
    let mut framework = builtin().default_framework().unwrap().clone();
    framework.steps.to_mut().iter_mut().for_each(|step| step.minutes = (0, 0));
    let even = Plan::new(&framework, 35);
    assert!(even.steps.iter().all(|step| step.time == Duration::from_secs(300)));
    framework.steps.to_mut().clear();
    let mut empty = Session::start(Plan::new(&framework, 45), at(0, 0));
    empty.edited(3, at(1, 0));
    assert_eq!(empty.nudge(at(20, 0)), None);
    assert_eq!(empty.hint(&[0], at(20, 0)), None);
    assert_eq!(empty.stop(at(20, 0)).steps, []);
}

#[test]
fn time_belongs_to_the_step_of_the_last_edit() {
    let mut session = session(45);
    session.edited(0, at(1, 0));
    session.edited(1, at(4, 30));
    session.edited(1, at(6, 0));
    session.edited(0, at(7, 0));
    session.edited(4, at(7, 30));
    // A step that there is not, and a clock that runs backwards, change nothing.
    session.edited(99, at(8, 0));
    session.edited(0, at(7, 0));
    session.edited(4, at(7, 0));
    let spent: Vec<_> = (0..5).map(|step| session.spent(step, at(10, 0)).as_secs()).collect();
    assert_eq!(spent, [300, 150, 0, 0, 150]);
    let summary = session.stop(at(10, 0));
    let sum: Duration = summary.steps.iter().map(|step| step.spent).sum();
    assert_eq!((sum, summary.elapsed), (Duration::from_secs(600), Duration::from_secs(600)));
}

#[test]
fn the_clock_says_which_step_the_time_is_for() {
    let mut session = session(45);
    let mut said = String::new();
    for minute in [0, 6, 7, 20, 44, 45, 48] {
        let line = session.line(at(minute, 0));
        said.push_str(&format!("{minute:>2}  {:>3}%  {}\n", line.percentage, line.message));
        if minute == 7 {
            session.edited(5, at(7, 0));
        }
    }
    expect![[r#"
         0    0%  45 min left · time for: Clarify requirements
         6   13%  39 min left · time for: Clarify requirements
         7   15%  38 min left · time for: Frame as an ML task (you are in: Clarify requirements)
        20   44%  25 min left · time for: Prepare data (you are ahead, in: Deploy and serve)
        44   97%  1 min left · time for: Monitor and maintain (you are in: Deploy and serve)
        45  100%  time is up
        48  100%  time is up, 3 min over
    "#]]
    .assert_eq(&said);
}

#[test]
fn each_thing_is_said_once() {
    let mut session = session(45);
    let mut said = Vec::new();
    for second in 0..50 * 60 {
        if second == 25 * 60 {
            session.edited(1, at(0, second));
        }
        if let Some(text) = session.nudge(at(0, second)) {
            said.push(format!("{}:{:02}  {text}", second / 60, second % 60));
        }
    }
    expect![[r#"
        8:14  “Clarify requirements” has taken 8 of its 6 min. Note what is still open, and go on with “Frame as an ML task”.
        30:30  “Frame as an ML task” has taken 5 of its 4 min. Note what is still open, and go on with “Prepare data”.
        40:00  5 min left: name what you would still do, then sum up.
        45:00  Time is up. Sum up in two sentences, and stop the practice to see where the time went."#]].assert_eq(&said.join("\n"));
}

#[test]
fn what_was_reached_when_the_time_was_up_is_kept() {
    let standing = |covered| Standing { covered, total: 30, steps: vec![Coverage::Thin; 7] };
    let mut session = session(45);
    session.stands(standing(10), at(30, 0));
    session.stands(standing(20), at(44, 59));
    session.stands(standing(25), at(50, 0));
    let summary = session.clone().stop(at(52, 0));
    assert_eq!((summary.covered, summary.at_limit), ((25, 30), Some((20, 30))));
    assert_eq!(session.stop(at(52, 0)), summary);

    let mut early = self::session(45);
    early.stands(standing(12), at(20, 0));
    let summary = early.stop(at(30, 0));
    assert_eq!((summary.covered, summary.at_limit), ((12, 30), None));
}

#[test]
fn a_summary_says_where_the_time_went() {
    let fixture = Fixture::new(
        "# Design an ad click predictor\n\n## Requirements\nThe business goal is ad revenue; 100M daily users; 50 ms at p99; GDPR.\n\n## Model\nBaseline: logistic regression.\n",
    );
    let view = fixture.view();
    let mut session = session(45);
    let plan = session.plan().clone();
    assert_eq!((step_at(view, &plan, 3), step_at(view, &plan, 6)), (Some(0), Some(3)));
    assert_eq!(step_at(view, &plan, 0), None, "the title belongs to no step");
    let (senior, staff) = (Standing::of(view, &plan, Level::Senior), Standing::of(view, &plan, Level::Staff));
    assert!(senior.covered > 0 && senior.covered < senior.total && senior.total <= staff.total);
    session.stands(senior, at(1, 0));
    session.edited(3, at(12, 0));
    let hint = |step| session.hint(&[step], at(14, 0)).unwrap();
    assert_eq!([hint(0), hint(3), hint(6)], ["12 of 6 min: go on", "2 of 9 min", "3 min"]);
    let shown: Vec<_> = hints(view, &session, at(14, 0)).into_iter().map(|hint| hint.label).collect();
    assert_eq!(shown, [hint(0), hint(3)]);
    // Steps under one heading have their time together.
    assert_eq!(session.hint(&[0, 6], at(14, 0)).unwrap(), "12 of 9 min: go on");
    assert_eq!(session.hint(&[], at(14, 0)), None);
    let summary = session.stop(at(20, 0));
    assert!(summary.line().starts_with("practised 20 of 45 min · "), "{}", summary.line());
    let (covered, total) = summary.covered;
    let text = summary.markdown();
    for part in [
        "| Clarify requirements | 6 min | 12 min | ",
        "| Develop the model | 9 min | 8 min | ",
        "| Monitor and maintain | 3 min | 0 min | none |\n",
        &format!(
            "{covered} of {total} essentials are covered after 20 min. “Clarify requirements” ran 5 min over. Not reached: "
        ),
        "“Monitor and maintain”.",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}
