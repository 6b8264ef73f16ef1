//! The pages of indicators over HTTP, and loading the county's outline.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use junheng_app::{Area, Branch, Post, Role};
use junheng_domain::SchoolCode;

use crate::testing::{Desk, Read};

async fn load(desk: &Desk, file: &str, reason: &str) -> Read {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.geojson\"\r\n\r\n{file}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"reason\"\r\n\r\n{reason}\r\n--b--\r\n"
    );
    let request = Request::post("/outline")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
        .header("sec-fetch-site", "same-origin");
    desk.send(request.body(Body::from(body)).unwrap()).await
}

const RING: &str = "[[113.2,36.6],[113.8,36.6],[113.8,37.0],[113.2,36.6]]";

#[tokio::test]
async fn every_indicator_of_every_standard_has_its_page() {
    let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
    for standard in ["national/quality-balance-2017", "national/basic-balance-2012", "national/coverage-c4"] {
        let list = officer.get(&format!("/indicators?standard={standard}")).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.text);
        let ids: Vec<String> = list
            .text
            .split("href=\"/indicators/")
            .skip(1)
            .filter_map(|rest| rest.split('?').next().map(str::to_owned))
            .collect();
        assert!(!ids.is_empty(), "{}", list.text);
        for id in ids {
            let page = officer.get(&format!("/indicators/{id}?standard={standard}")).await;
            assert_eq!(page.status, StatusCode::OK, "{id}: {}", page.text);
            assert!(!page.text.contains("[web.") && !page.text.contains("%{"), "{id}: {}", page.text);
            assert!(!page.text.contains(" style=") && !page.text.contains("NaN"), "{id}");
        }
    }
}

#[tokio::test]
async fn drawings_have_their_table_and_schools_their_place() {
    let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
    let page = officer.get("/indicators/R4").await;
    for part in ["draw-dot", "draw-threshold", "石桥镇中心小学", "draw-line", "table__sort"] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let by_value = officer.get("/indicators/R4?sort=value").await;
    assert!(by_value.text.contains("aria-sort=\"ascending\""), "{}", by_value.text);
}

#[tokio::test]
async fn a_principal_sees_the_own_unit_and_no_other_by_name() {
    let desk = Desk::sample().await;
    let area = Area::of(Branch::School(SchoolCode::new("2199000008").unwrap()));
    let head = desk.with_posts(vec![Post { role: Role::Principal, area }]);
    let page = head.get("/indicators/R4").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("石桥镇中心小学") && page.text.contains("全县最低"), "{}", page.text);
    for other in ["柳林镇中心小学", "2199000006", "明德小学"] {
        assert!(!page.text.contains(other), "{other}: {}", page.text);
    }
}

#[tokio::test]
async fn an_outline_is_checked_kept_and_drawn() {
    let officer = Desk::sample().await.signed_in(Role::BureauOfficer);
    for (file, reason, says) in [
        ("", "x", "请选择文件"),
        ("<kml/>", "x", "不是GeoJSON"),
        (r#"{"type":"Polygon","coordinates":[[[1,1],[2000,2],[3,3]]]}"#, "x", "不是经纬度"),
        (r#"{"type":"Polygon","coordinates":[]}"#, " ", "请填写修改原因"),
    ] {
        let page = load(&officer, file, reason).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{file}: {}", page.text);
        assert!(page.text.contains(says) && page.text.contains("error-summary"), "{says}: {}", page.text);
    }
    let polygon = format!(r#"{{"type":"Polygon","coordinates":[{RING}]}}"#);
    let loaded = load(&officer, &polygon, "县界").await;
    assert_eq!(loaded.status, StatusCode::SEE_OTHER, "{}", loaded.text);
    for address in ["/outline", "/indicators/R4"] {
        let page = officer.get(address).await;
        assert!(page.text.contains("class=\"draw-area\" d=\"M"), "{address}: {}", page.text);
    }
}
