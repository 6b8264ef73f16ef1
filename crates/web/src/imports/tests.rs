//! The way of a file through the pages: from the template to the receipt and back, and all that may go wrong.

use std::io::{Cursor, Write};

use axum::http::StatusCode;
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::{Level, MeasureId, Number, Origin, Snapshot, Subject, Value};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::testing::{Desk, Part, Read};

const STANDARD: &str = "national/quality-balance-2017";

fn set(snapshot: &mut Snapshot, measure: &str, change: impl Fn(u32) -> u32) -> Subject {
    let measure = MeasureId::new(measure).unwrap();
    let table = snapshot.table(Level::Unit);
    let row = (0..table.subjects.len()).find(|row| table.value(*row, &measure).number().is_some()).unwrap();
    let subject = table.subjects[row].clone();
    let old = table.value(row, &measure).number().unwrap().approx() as u32;
    let new = Value::Number(Number::from(change(old)));
    assert!(snapshot.set(&subject, &measure, &new, Origin::default()));
    subject
}

/// The county's workbook of 2026 with some of its facts changed.
fn workbook(desk: &Desk, change: impl FnOnce(&mut Snapshot)) -> Vec<u8> {
    let county = junheng_testkit::county::sample();
    let mut snapshot = county.snapshot(county.years().last().unwrap());
    change(&mut snapshot);
    desk.workbook(STANDARD, &snapshot)
}

async fn send(desk: &Desk, name: &str, bytes: &[u8]) -> Read {
    let year = junheng_testkit::county::sample().years().last().unwrap().to_string();
    let parts =
        [Part::field("for", &year), Part::field("standard", STANDARD), Part::file("file", name, bytes)];
    desk.hand_over("/imports/new", &parts).await
}

/// Sends a file, has it checked, and comes back with the address of its upload and the page of it.
async fn checked(desk: &Desk, name: &str, bytes: &[u8]) -> (String, Read) {
    let sent = send(desk, name, bytes).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let address = sent.location();
    desk.work().await;
    let page = desk.get(&address).await;
    (address.split('?').next().unwrap().to_owned(), page)
}

/// The value of a hidden field.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let start =
        page.find(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    page[start..].split('"').nth(3).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_from_the_template_to_the_receipt_and_back() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let template = desk.get("/imports/template").await;
    assert_eq!(template.status, StatusCode::OK);
    assert!(template.headers["content-disposition"].to_str().unwrap().contains("filename*=UTF-8''"));

    let bytes = workbook(&desk, |snapshot| drop(set(snapshot, "books", |books| books + 100)));
    let sent = send(&desk, "清河.xlsx", &bytes).await;
    let address = sent.location();
    let waiting = desk.get(&address).await;
    assert!(waiting.text.contains("data-progress=\"/jobs/1/events\""), "{}", waiting.text);
    assert!(waiting.text.contains("<noscript><meta http-equiv=\"refresh\""));
    desk.work().await;

    let preview = desk.get(&address).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text.contains("变更数据"), "{}", preview.text);
    let address = address.split('?').next().unwrap();
    let seen = hidden(&preview.text, "seen");
    let form = format!("seen={seen}&reason=%E6%A0%B8%E5%AF%B9");
    let confirmed = desk.post(&format!("{address}/confirm"), &form).await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER, "{}", confirmed.text);
    let again = desk.post(&format!("{address}/confirm"), &form).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "a double confirmation says the same");
    desk.work().await;
    let before = desk.layers().await;
    let late = desk.post(&format!("{address}/confirm"), &form).await;
    desk.work().await;
    assert_eq!((late.status, desk.layers().await), (StatusCode::SEE_OTHER, before), "and has one effect");

    let receipt = desk.get(&desk.get(address).await.location()).await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert!(receipt.text.contains("清河.xlsx") && receipt.text.contains("核对"), "{}", receipt.text);
    let no = before;
    let ask = desk.get(&format!("/imports/{no}/undo")).await;
    assert_eq!(ask.status, StatusCode::OK);
    let unsaid = desk.post(&format!("/imports/{no}/undo"), "reason=+").await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unsaid.text.contains("请写明原因") && unsaid.text.contains("<title>错误："), "{}", unsaid.text);
    for _ in 0..2 {
        let undone = desk.post(&format!("/imports/{no}/undo"), "reason=%E9%94%99").await;
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
    }
    assert!(desk.get(&format!("/imports/{no}")).await.text.contains("恢复这次导入"));
    assert_eq!(desk.post(&format!("/imports/{no}/redo"), "reason=x").await.status, StatusCode::SEE_OTHER);
    let list = desk.get("/imports").await;
    assert!(list.text.contains("清河.xlsx"), "{}", list.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_since_the_preview_has_to_be_previewed_again() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let (one, page_one) =
        checked(&desk, "a.xlsx", &workbook(&desk, |s| drop(set(s, "books", |books| books + 1)))).await;
    let (two, page_two) =
        checked(&desk, "b.xlsx", &workbook(&desk, |s| drop(set(s, "books", |books| books + 2)))).await;
    let seen = hidden(&page_one.text, "seen");
    desk.post(&format!("{one}/confirm"), &format!("seen={seen}")).await;
    desk.work().await;
    let stale = desk.get(&two).await;
    assert!(stale.text.contains("预览之后数据有变动"), "{}", stale.text);
    // A page that was open before confirms all the same, and the job refuses.
    let seen = hidden(&page_two.text, "seen");
    let before = desk.layers().await;
    desk.post(&format!("{two}/confirm"), &format!("seen={seen}")).await;
    desk.work().await;
    assert_eq!(desk.layers().await, before);
    let seen = hidden(&desk.get(&two).await.text, "seen").to_owned();
    desk.post(&format!("{two}/check"), &format!("seen={seen}")).await;
    desk.work().await;
    let fresh = desk.get(&two).await;
    assert!(fresh.text.contains("name=\"seen\"") && !fresh.text.contains("预览之后数据有变动"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_principal_imports_the_own_school_only() {
    let desk = Desk::sample().await;
    let mut own = None;
    let bytes = workbook(&desk, |s| own = Some(set(s, "books", |books| books + 100)));
    let own = own.unwrap().school().unwrap().clone();
    let post = Post { role: Role::Principal, area: Area::of(Branch::School(own.clone())) };
    let principal = desk.with_posts(vec![post]);
    let (address, page) = checked(&principal, "全县.xlsx", &bytes).await;
    assert!(page.text.contains("不在您的填报范围内"), "{}", page.text);
    let seen = hidden(&page.text, "seen").to_owned();
    let unticked = principal.post(&format!("{address}/confirm"), &format!("seen={seen}")).await;
    assert_eq!(unticked.status, StatusCode::UNPROCESSABLE_ENTITY);
    principal.post(&format!("{address}/confirm"), &format!("seen={seen}&skip=yes&large=yes")).await;
    principal.work().await;
    let no = desk.layers().await;
    assert!(principal.get(&format!("/imports/{no}")).await.text.contains("全县.xlsx"));
    assert_eq!(principal.get("/imports/1/undo").await.status, StatusCode::OK, "it holds the school's facts");
    let refused = principal.post("/imports/1/undo", "reason=x").await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "but it reaches further");

    let other = Branch::School(junheng_domain::SchoolCode::new("0000000000").unwrap());
    let stranger = desk.as_person("p2", vec![Post { role: Role::Principal, area: Area::of(other) }]);
    for path in [format!("/imports/{no}"), "/imports/1".to_owned(), address.clone(), "/jobs/1".to_owned()] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(stranger.post("/imports/1/undo", "reason=x").await.status, StatusCode::NOT_FOUND);
    assert!(!stranger.get("/imports").await.text.contains("全县"));
    let marked = stranger.get(&format!("{address}/marked")).await;
    assert_eq!(marked.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_refused_in_words() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let long = format!("{}.xlsx", "学".repeat(98));
    for (name, bytes, shown) in [
        ("报表.xlsx", &b"%PDF-1.7 not a workbook"[..], "报表.xlsx"),
        ("../../../etc/passwd", b"PK\x03\x04 broken", "passwd"),
        ("<script>alert(1)</script>.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "script&#62;.xlsx"),
        (&long, b"code,name\n1,a\n", &long),
        ("a\u{202e}xslx.exe", b"\x7FELF", "axslx.exe"),
    ] {
        let (address, page) = checked(&desk, name, bytes).await;
        assert_eq!(page.status, StatusCode::OK, "{name}");
        assert!(page.text.contains(shown), "{name}: {}", page.text);
        assert!(!page.text.contains("<script>alert") && !page.text.contains('\u{202e}'), "{name}");
        assert!(!page.text.contains("name=\"reason\""), "{name} cannot be confirmed");
        assert_eq!(desk.post(&format!("{address}/discard"), "").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(desk.stored_uploads(), 0, "no file stays behind");
    let nothing = desk.hand_over("/imports/new", &[Part::field("for", "2026")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("请选择要上传的文件"), "{}", nothing.text);
    assert_eq!(send(&desk, "leer.xlsx", b"").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// An archive of a few kilobytes that unpacks to a hundred megabytes.
fn bomb() -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("[Content_Types].xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<Types/>").unwrap();
    archive.start_file("xl/worksheets/sheet1.xml", SimpleFileOptions::default()).unwrap();
    for _ in 0..100 {
        archive.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bomb_is_refused_without_unpacking_it() {
    let desk = Desk::sample().await.signed_in(Role::BureauOfficer);
    let (_, page) = checked(&desk, "bomb.xlsx", &bomb()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("name=\"reason\""), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_its_owners_and_can_be_stopped() {
    let desk = Desk::sample().await;
    let officer = desk.signed_in(Role::BureauOfficer);
    let sent = send(&officer, "a.xlsx", &workbook(&desk, |s| drop(set(s, "books", |books| books + 1)))).await;
    let stopped = officer.post("/jobs/1/cancel", "").await;
    assert_eq!(stopped.status, StatusCode::SEE_OTHER);
    assert!(officer.get("/jobs/1").await.text.contains("已停止"));
    assert!(officer.get(&sent.location()).await.text.contains("未能检查"));
    let other =
        desk.as_person("p9", vec![Post { role: Role::BureauOfficer, area: Area::of(Branch::County) }]);
    assert_eq!(other.get("/jobs/1").await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post("/jobs/1/cancel", "").await.status, StatusCode::NOT_FOUND);
    let events = officer.get("/jobs/1/events").await;
    assert!(events.text.contains("event: progress") && events.text.contains("/uploads/1"), "{}", events.text);
    let system =
        desk.as_person("p3", vec![Post { role: Role::SystemAdministrator, area: Area::of(Branch::County) }]);
    let all = system.get("/jobs").await;
    assert!(all.text.contains("检查上传的文件") && !all.text.contains("/uploads/"), "{}", all.text);
}
