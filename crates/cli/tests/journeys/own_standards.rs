//! A county's own standards: in its data folder, over the built-in ones; a mistake in them is told with its line.

use std::path::PathBuf;

use libtest_mimic::Trial;

use crate::story;
use crate::support::Desk;

pub(crate) fn stories() -> Vec<Trial> {
    vec![story("a_county_overrides_a_standard_in_its_own_folder", tell)]
}

fn tell() {
    let desk = Desk::with_sample_county();
    let repository = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let example = std::fs::read_to_string(repository.join("standards/county/example-override.toml")).unwrap();
    let own = example.replace("id = \"county/example-override\"", "id = \"county/qinghe\"");
    let folder = desk.path("county/standards");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("qinghe.toml"), &own).unwrap();

    desk.junheng("standards check county/standards/qinghe.toml").exits(0).says("county/qinghe");
    desk.junheng("standards list").exits(0).says("county/qinghe").says("the county's own");
    let national = desk.data();
    let judged = desk.json("assess --year 2026 --standard county/qinghe");
    assert_eq!(judged["standard"]["id"], "county/qinghe");
    assert_eq!(judged["standard"]["params"]["min_unit_pupils"], "30");
    assert_ne!(judged["standard"]["hash"], national["standard"]["hash"]);
    assert!(judged["units"].as_array().unwrap().len() > national["units"].as_array().unwrap().len());
    let from_file = desk.json("assess --year 2026 --standard county/standards/qinghe.toml");
    assert_eq!(from_file["units"], judged["units"]);

    std::fs::write(
        folder.join("qinghe.toml"),
        own.replace("per_hundred(media_rooms, pupils)", "media_roms / pupils"),
    )
    .unwrap();
    desk.junheng("assess --year 2026 --standard county/qinghe")
        .exits(1)
        .says("qinghe.toml")
        .says("media_rooms");
}
