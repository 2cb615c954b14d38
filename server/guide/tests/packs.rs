//! Packs: guide files that are read over a guide that is there.

use whyfirst_guide::load::{Source, extend};
use whyfirst_guide::{Guide, Index, builtin};

fn read(files: &[(&str, &str)]) -> (Guide, Vec<String>) {
    let sources: Vec<_> = files.iter().map(|(path, content)| Source { path, content }).collect();
    let (guide, errors) = extend(builtin(), &sources);
    (guide, errors.iter().map(ToString::to_string).collect())
}

const FRAMEWORK: &str = "id = \"rfc\"\ntitle = \"Our RFC\"\nsummary = \"s\"\n[[step]]\nid = \"context\"\ntitle = \"Context\"\nwhy = \"w\"\n";

#[test]
fn entries_are_added_and_those_with_a_known_id_replace() {
    let known = builtin().concept("ndcg").unwrap();
    let (guide, errors) = read(&[
        (
            "concepts/ours/blast-radius.md",
            "---\nname: Blast radius\ncategory: ours\nstages: [serve]\naliases: [blastometer, BRX]\n---\nHow much breaks.\n",
        ),
        (
            "concepts/metric/ndcg.md",
            "---\nname: NDCG\ncategory: metric\nstages: [evaluate]\n---\nOur ranking metric.\n",
        ),
        ("frameworks/rfc.toml", FRAMEWORK),
        (
            "problems/refund-abuse.md",
            "---\ntitle: Refund abuse\nquestion: Design refund abuse detection\ngroup: Ours\nphrases: [refund abuse]\ntags: [online]\n---\nWho abuses refunds.\n\n## clarify\n- business-objective: fewer refunds\n",
        ),
    ]);
    assert_eq!(errors, [""; 0]);
    assert_eq!(guide.concepts.len(), builtin().concepts.len() + 1);
    assert_ne!(guide.concept("ndcg").unwrap().gist, known.gist);
    assert_eq!(guide.concept("blast-radius").unwrap().gist, "How much breaks.");
    assert!(guide.concept("blast-radius").unwrap().names.iter().eq(["blast radius", "blastometer", "BRX"]));
    assert!(guide.concept("ndcg").unwrap().names.iter().all(|name| name == "NDCG"));
    assert!(guide.problem("refund-abuse").is_some());
    assert_eq!(guide.framework("rfc").map(|it| it.steps.len()), Some(1));
    assert_eq!(guide.default_framework().unwrap().id, builtin().default_framework().unwrap().id);
    let index = Index::new(guide);
    assert!(whyfirst_guide::title::problem_in(&index, "Refund abuse").is_some());
}

#[test]
fn a_pack_can_bring_the_default_framework() {
    let (guide, errors) =
        read(&[("frameworks/rfc.toml", &FRAMEWORK.replace("summary", "default = true\nsummary"))]);
    assert_eq!(errors, [""; 0]);
    assert_eq!(guide.default_framework().unwrap().id, "rfc");
}

const ASPECT: &str = "[[aspect]]\nid = \"ID\"\ntitle = \"Cost centre\"\nessential = true\nlevel = \"mid\"\napplies = [\"all\"]\nask = \"Who pays?\"\nprompt = \"Paid by: ${1:team}\"\nstrong = [\"cost centre\"]\n";

#[test]
fn aspects_join_a_stage_that_is_there() {
    let known = builtin().rubric("ml").unwrap().stage("serve").unwrap();
    let first = &known.aspects[0].id;
    let file = format!(
        "id = \"serve\"\nheadings = [\"our rollout\"]\n{}{}",
        ASPECT.replace("ID", "cost-centre"),
        ASPECT.replace("ID", first)
    );
    let (guide, errors) = read(&[("rubrics/ml/serve.toml", &file)]);
    assert_eq!(errors, [""; 0]);
    let serve = guide.rubric("ml").unwrap().stage("serve").unwrap();
    assert_eq!((&serve.title, serve.aspects.len()), (&known.title, known.aspects.len() + 1));
    assert_eq!(serve.aspects[0].title, "Cost centre", "one with a known id takes its place");
    assert_eq!(serve.aspects.last().unwrap().id, "cost-centre");
    assert!(serve.headings.iter().eq(known.headings.iter().chain(["our rollout"])));
}

#[test]
fn a_rubric_of_its_own_needs_all_of_it() {
    let rubric = "id = \"infra\"\ntitle = \"Infra\"\nstages = [\"why\", \"how\"]\n";
    let why = format!(
        "id = \"why\"\ntitle = \"Why\"\nwhy = \"w\"\nstake = \"s\"\nheadings = [\"why\"]\n{}",
        ASPECT.replace("ID", "cost-centre")
    );
    let (guide, errors) = read(&[
        ("rubrics/infra/rubric.toml", rubric),
        ("rubrics/infra/why.toml", &why),
        ("rubrics/infra/how.toml", "id = \"how\"\n"),
    ]);
    assert_eq!(errors, ["rubrics/infra/how.toml: a new stage needs `title`, `why` and `stake`"]);
    assert_eq!(guide.rubric("infra").unwrap().stages.len(), 1);
}

#[test]
fn mistakes_are_those_of_the_pack_and_told_at_their_place() {
    let (guide, errors) = read(&[
        (
            "concepts/ours/mine.md",
            "---\nname: Mine\ncategory: ours\nstages: [nowhere]\naliases: [ndcg]\n---\n",
        ),
        (
            "concepts/zebra.md",
            "---\nname: Zebra\ncategory: ours\nstages: []\naliases:\n  - a b\n  - cold start\n---\nGist.\n",
        ),
        ("frameworks/mine.toml", FRAMEWORK),
        (
            "frameworks/bad.toml",
            "id = \"bad\"\ntitle = \"Bad\"\nsummary = \"s\"\nrubric = \"nope\"\nstep = []\n",
        ),
        ("rubrics/ml/nope.toml", "id = \"nope\"\n"),
        (
            "problems/p.md",
            "---\ntitle: P\nquestion: P\ngroup: g\nphrases: [\"(p\"]\ntags: []\n---\nS.\n\n## clarify\n- no-such: x\n",
        ),
    ]);
    assert_eq!(
        errors,
        [
            "concepts/ours/mine.md:1: the card has no gist: its first paragraph",
            "concepts/ours/mine.md:4: there is no stage `nowhere`",
            "concepts/ours/mine.md:5: the alias `ndcg` is claimed by `ndcg` too: keep it in one card, or make it ambiguous in one",
            "concepts/zebra.md:7: the alias `cold start` is claimed by `cold-start` too: keep it in one card, or make it ambiguous in one",
            "frameworks/bad.toml:4: there is no rubric `nope`",
            "frameworks/mine.toml:1: the id `rfc` is not the name `mine`: make them the same",
            "problems/p.md:5: phrase `(p`: a `(` is not closed",
            "problems/p.md:11: `no-such` is no aspect of the stage `clarify`, nor `ask` or `trap`",
            "rubrics/ml/nope.toml: no rubric.toml beside it names this stage",
        ]
    );
    assert!(guide.concept("zebra").is_some(), "the rest is there");
}

#[test]
fn a_pack_beyond_all_measure_is_left_out() {
    let aspects: String = (0..300).map(|n| ASPECT.replace("ID", &format!("aspect-{n}"))).collect();
    let (guide, errors) = read(&[("rubrics/ml/serve.toml", &format!("id = \"serve\"\n{aspects}"))]);
    assert!(errors.iter().any(|error| error.contains("aspects in all; a guide holds 256")), "{errors:?}");
    assert_eq!(guide, *builtin());
}
