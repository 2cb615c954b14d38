//! Charts as plain SVG. Each says in words what it shows, and a table beside it holds the figures.

use std::fmt::Write;

use jiff::Timestamp;

use super::gather::NoteRow;
use super::habits::{Point, StepRow};
use super::html::esc;
use crate::history::Record;

const WIDTH: f64 = 720.0;
/// So many dots say which note they are.
const FEW: usize = 100;
/// A day in seconds.
const DAY: i64 = 86_400;

/// For each step, the share of notes that cover it, touch it, or skip it.
pub(super) fn steps(title: &str, steps: &[StepRow]) -> String {
    let (row, left) = (26.0, 210.0);
    let height = steps.len() as f64 * row + 4.0;
    let mut out = open(title, height);
    for (at, step) in steps.iter().enumerate() {
        let y = at as f64 * row + 4.0;
        let _ = write!(
            out,
            r#"<text x="{:.0}" y="{:.1}" text-anchor="end">{}</text>"#,
            left - 10.0,
            y + 14.5,
            esc(&step.title)
        );
        let all = (step.covered + step.thin + step.none + step.apart).max(1) as f64;
        let mut x = left;
        for (class, count, word) in [
            ("covered", step.covered, "covered"),
            ("thin", step.thin, "thin"),
            ("none", step.none, "skipped"),
            ("apart", step.apart, "left out or still ahead"),
        ] {
            if count == 0 {
                continue;
            }
            let width = (WIDTH - left - 4.0) * count as f64 / all;
            let share = (count as f64 * 100.0 / all).round();
            let _ = write!(
                out,
                r#"<g class="{class}"><rect x="{x:.1}" y="{y:.1}" width="{:.1}" height="20" rx="2"><title>{}: {word} in {count} notes ({share} %)</title></rect>"#,
                (width - 1.5).max(1.0),
                esc(&step.title)
            );
            if width > 44.0 {
                let _ = write!(
                    out,
                    r#"<text x="{:.1}" y="{:.1}" text-anchor="middle">{share} %</text>"#,
                    x + width / 2.0,
                    y + 14.5
                );
            }
            out.push_str("</g>");
            x += width;
        }
    }
    out.push_str("</svg>");
    out
}

/// The share of essentials covered, note by note, and how it moves.
pub(super) fn over_time(title: &str, points: &[Point], notes: &[NoteRow]) -> String {
    let (left, top, bottom, height) = (52.0, 12.0, 28.0, 240.0);
    let mut out = open(title, height);
    let (first, last) = (points.first().map_or(0, |it| it.time), points.last().map_or(0, |it| it.time));
    let span = (last - first).max(DAY) as f64;
    let x = |time: i64| left + 10.0 + (WIDTH - left - 24.0) * (time - first) as f64 / span;
    let y = |covered: f64| top + (height - top - bottom) * (1.0 - covered / 100.0);
    for line in [0, 25, 50, 75, 100] {
        let at = y(f64::from(line));
        let _ = write!(
            out,
            r#"<line class="grid" x1="{left}" x2="{WIDTH}" y1="{at:.1}" y2="{at:.1}"/><text x="{:.0}" y="{:.1}" text-anchor="end">{line} %</text>"#,
            left - 8.0,
            at + 4.0
        );
    }
    let base = height - 8.0;
    let _ = write!(out, r#"<text x="{:.0}" y="{base:.0}">{}</text>"#, left + 4.0, day(first));
    if day(first) != day(last) {
        let _ = write!(out, r#"<text x="{WIDTH}" y="{base:.0}" text-anchor="end">{}</text>"#, day(last));
    }
    if points.len() > FEW {
        // One shape for all: so many with a title each would be most of the page.
        let dots: Vec<String> = points
            .iter()
            .map(|point| format!("M{:.1} {:.1}h0", x(point.time), y(f64::from(point.covered))))
            .collect();
        let _ = write!(out, r#"<path class="dots" d="{}"/>"#, dots.concat());
    } else {
        for point in points {
            let _ = write!(
                out,
                r#"<circle class="dot" cx="{:.1}" cy="{:.1}" r="4.5"><title>{}: {} % on {}</title></circle>"#,
                x(point.time),
                y(f64::from(point.covered)),
                esc(notes.get(point.note).map_or("", |note| &note.title)),
                point.covered,
                day(point.time)
            );
        }
    }
    if points.len() > 2 {
        // How each day ended.
        let days = points.chunk_by(|a, b| a.time / DAY == b.time / DAY).filter_map(<[Point]>::last);
        let path: Vec<String> =
            days.map(|point| format!("{:.1},{:.1}", x(point.time), y(point.mean))).collect();
        let _ = write!(out, r#"<polyline class="trend" points="{}"/>"#, path.join(" "));
    }
    out.push_str("</svg>");
    out
}

/// The minutes of each step in one practice, beside those that were planned.
pub(super) fn practice(title: &str, record: &Record) -> String {
    let (row, left) = (30.0, 210.0);
    let mut out = open(title, record.steps.len() as f64 * row + 4.0);
    let most = record.steps.iter().map(|step| step.planned.max(step.seconds)).max().unwrap_or(1).max(60);
    let width = |seconds: u64| ((WIDTH - left - 100.0) * seconds as f64 / most as f64).max(1.0);
    for (at, step) in record.steps.iter().enumerate() {
        let y = at as f64 * row + 4.0;
        let over = if step.seconds > step.planned + 60 { "over" } else { "spent" };
        let _ = write!(
            out,
            r#"<text x="{:.0}" y="{:.1}" text-anchor="end">{}</text><rect class="planned" x="{left}" y="{y:.1}" width="{:.1}" height="10" rx="2"/><rect class="{over}" x="{left}" y="{:.1}" width="{:.1}" height="10" rx="2"/><text x="{:.1}" y="{:.1}">{} of {} min</text>"#,
            left - 10.0,
            y + 15.0,
            esc(&step.title),
            width(step.planned),
            y + 11.0,
            width(step.seconds),
            left + width(step.planned.max(step.seconds)) + 6.0,
            y + 15.0,
            step.seconds / 60,
            step.planned / 60
        );
    }
    out.push_str("</svg>");
    out
}

fn open(title: &str, height: f64) -> String {
    format!(
        r#"<svg viewBox="0 0 {WIDTH} {height:.0}" role="img" aria-label="{}" preserveAspectRatio="xMinYMin meet">"#,
        esc(title)
    )
}

/// A day, in UTC: `2026-03-01`.
pub(super) fn day(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime("%Y-%m-%d").to_string()
}
