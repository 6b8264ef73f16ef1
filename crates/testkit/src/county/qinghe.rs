//! The story of 青禾县, told in order. In 2026 it is nearly there: one school lacks 300 m² of teaching rooms and
//! 180 000 yuan of equipment, one lacks two PE or arts teachers, one coefficient is just over its limit, and a few of
//! the government's items are open.

use junheng_domain::SchoolKind::{
    CompleteSecondary, Junior as JuniorSchool, NineYear, Primary as PrimarySchool, Senior as SeniorSchool,
    Special, TeachingPoint, TwelveYear,
};
use junheng_domain::Stage::{Junior, Primary, Senior};

use super::school::{kit, school, site, staff};
use super::timeline::{SampleCounty, Standing, Timeline};

const CHENGGUAN: &str = "城关镇";
const HEXI: &str = "河西镇";
const LIULIN: &str = "柳林镇";
const SHIQIAO: &str = "石桥镇";
const YUNLING: &str = "云岭乡";
const DONGSHAN: &str = "东山乡";

pub(super) fn tell() -> SampleCounty {
    let mut county = Timeline::new("990101", "青禾县", 2023);
    town_schools(&mut county);
    country_schools(&mut county);
    secondary_schools(&mut county);
    schools_outside_the_count(&mut county);
    county_in_2023(&mut county);

    county.next_year();
    in_2024(&mut county);
    county.next_year();
    in_2025(&mut county);
    county.next_year();
    in_2026(&mut county);
    county.finish()
}

#[rustfmt::skip]
fn town_schools(county: &mut Timeline) {
    county.has(school("2199000001", "城关第一小学", PrimarySchool).urban(CHENGGUAN).built(1958)
        .teaches(Primary, [1_980, 1_990, 1_420, 1_400], 45,
            [staff(86, [4, 52, 29], 20, (9, 9)), site(8_940, 0, 13_800), kit(3_960_000, 230, 60_000, 44)])
        .music_and_art(&[98, 80, 78, 76], &[92, 75, 70, 70]));
    county.has(school("2199000002", "城关第二小学", PrimarySchool).urban(CHENGGUAN).built(1986)
        .teaches(Primary, [1_330, 1_310, 1_300, 1_290], 45,
            [staff(65, [3, 39, 22], 16, (6, 7)), site(6_480, 320, 9_840), kit(2_555_000, 150, 38_000, 31)])
        .music_and_art(&[96, 76], &[90, 72, 68]));
    county.has(school("2199000003", "青禾县实验小学", PrimarySchool).urban(CHENGGUAN).built(2004)
        .teaches(Primary, [1_460, 1_480, 1_490, 1_500], 46,
            [staff(68, [3, 41, 23], 18, (7, 8)), site(7_870, 390, 12_150), kit(3_218_000, 195, 48_000, 35)])
        .music_and_art(&[110, 98, 96], &[96, 92, 90]));
    county.has(school("2199000004", "明德小学", PrimarySchool).urban(CHENGGUAN).built(2012).private()
        .teaches(Primary, [410, 420, 425, 430], 40,
            [staff(22, [1, 13, 7], 5, (2, 3)), site(2_000, 0, 3_480), kit(1_050_000, 56, 13_760, 12)])
        .music_and_art(&[96], &[90]));
    county.has(school("2199000005", "河西镇中心小学", PrimarySchool).town(HEXI).built(1992)
        .teaches(Primary, [870, 950, 940, 930], 45,
            [staff(40, [2, 24, 13], 11, (4, 5)), site(4_930, 250, 8_870), kit(2_050_000, 112, 27_400, 24)])
        .music_and_art(&[80, 76], &[72, 70]));
    county.has(school("2199000006", "柳林镇中心小学", PrimarySchool).town(LIULIN).built(1990)
        .teaches(Primary, [660, 655, 645, 640], 45,
            [staff(32, [1, 19, 11], 8, (3, 2)), site(3_210, 160, 6_350), kit(1_331_000, 84, 20_480, 16)])
        .music_and_art(&[78, 75], &[70, 68]));
    county.has(school("2199000007", "柳林镇中心小学北校区", PrimarySchool).rural(LIULIN).built(1990).branch_of("2199000006")
        .teaches(Primary, [196, 190, 184, 180], 45,
            [staff(9, [0, 5, 4], 2, (0, 1)), site(890, 0, 2_290), kit(450_000, 24, 5_760, 5)]));
}

#[rustfmt::skip]
fn country_schools(county: &mut Timeline) {
    county.has(school("2199000008", "石桥镇中心小学", PrimarySchool).town(SHIQIAO).built(1995)
        .teaches(Primary, [880, 860, 840, 820], 45,
            [staff(39, [1, 23, 14], 9, (4, 5)), site(3_590, 200, 8_490), kit(1_460_000, 107, 26_240, 21)])
        .music_and_art(&[80, 75], &[70, 68]));
    county.has(school("2199000009", "东山乡中心小学", PrimarySchool).rural(DONGSHAN).built(1988)
        .teaches(Primary, [340, 330, 320, 310], 45,
            [staff(17, [0, 9, 6], 4, (1, 2)), site(1_440, 0, 7_340), kit(643_000, 41, 9_920, 8)])
        .music_and_art(&[76], &[70]));
    county.has(school("2199000010", "河东小学", PrimarySchool).rural(HEXI).built(1979)
        .teaches(Primary, [92, 0, 0, 0], 45,
            [staff(6, [0, 3, 2], 1, (1, 0)), site(520, 0, 2_100), kit(160_000, 10, 2_900, 2)])
        .music_and_art(&[61], &[61]));
    county.has(school("2199000011", "白杨小学", PrimarySchool).rural(SHIQIAO).built(1983)
        .teaches(Primary, [160, 152, 146, 140], 45,
            [staff(8, [0, 4, 3], 2, (1, 1)), site(690, 0, 5_480), kit(331_000, 19, 4_480, 4)])
        .music_and_art(&[73], &[67]));
    county.has(school("2199000012", "青石教学点", TeachingPoint).rural(YUNLING).built(1981)
        .teaches(Primary, [70, 67, 64, 62], 30,
            [staff(4, [0, 2, 2], 1, (0, 1)), site(290, 0, 2_960), kit(154_000, 9, 1_984, 2)])
        .music_and_art(&[61], &[61]));
    county.has(school("2199000013", "上岭教学点", TeachingPoint).rural(YUNLING).built(1976)
        .teaches(Primary, [47, 44, 41, 38], 30,
            [staff(3, [0, 1, 2], 0, (0, 0)), site(180, 0, 900), kit(52_000, 4, 900, 1)]));
}

#[rustfmt::skip]
fn secondary_schools(county: &mut Timeline) {
    county.has(school("3199000001", "城关初级中学", JuniorSchool).urban(CHENGGUAN).built(1964)
        .teaches(Junior, [1_600, 1_620, 1_640, 1_650], 50,
            [staff(116, [5, 98, 13], 18, (9, 9)), site(10_340, 520, 18_330), kit(4_374_000, 200, 50_000, 42)])
        .music_and_art(&[96, 80, 76], &[90, 72, 70]));
    county.has(school("3199000002", "青禾县第三中学", JuniorSchool).urban(CHENGGUAN).built(2006)
        .teaches(Junior, [1_240, 1_260, 1_270, 1_280], 50,
            [staff(90, [4, 76, 10], 15, (6, 7)), site(8_490, 420, 14_040), kit(3_946_000, 167, 40_960, 34)])
        .music_and_art(&[98, 96, 80], &[92, 90, 74]));
    county.has(school("3199000003", "柳林镇初级中学", JuniorSchool).town(LIULIN).built(1991).boarding()
        .teaches(Junior, [810, 800, 790, 780], 50,
            [staff(49, [2, 41, 6], 11, (4, 4)), site(5_160, 260, 9_870), kit(2_394_000, 102, 24_960, 20)])
        .music_and_art(&[78, 76], &[70, 68]));
    county.has(school("3199000004", "石桥镇初级中学", JuniorSchool).town(SHIQIAO).built(1993).boarding()
        .teaches(Junior, [500, 485, 470, 460], 50,
            [staff(34, [1, 29, 4], 6, (2, 3)), site(2_900, 0, 7_140), kit(1_329_000, 60, 14_720, 13)])
        .music_and_art(&[76], &[70]));
    county.has(school("3199000005", "河西学校", NineYear).town(HEXI).built(1999)
        .teaches(Primary, [395, 390, 385, 380], 45, [staff(19, [0, 11, 7], 5, (2, 2))])
        .teaches(Junior, [430, 425, 420, 420], 50, [staff(27, [1, 23, 3], 5, (2, 2))])
        .shares([site(4_820, 0, 8_910), kit(1_977_000, 105, 25_600, 21)])
        .music_and_art(&[78, 74], &[70, 68]));
    county.has(school("3199000006", "云岭九年制学校", NineYear).rural(YUNLING).built(1987).boarding()
        .teaches(Primary, [238, 230, 220, 210], 45, [staff(11, [0, 6, 5], 3, (1, 2))])
        .teaches(Junior, [205, 196, 188, 180], 50, [staff(12, [0, 10, 2], 2, (1, 1))])
        .shares([site(2_240, 0, 6_250), kit(960_000, 52, 12_480, 11)])
        .music_and_art(&[76], &[70]).trains_with(0.046));
    county.has(school("3199000007", "东山乡初级中学", JuniorSchool).rural(DONGSHAN).built(1989).boarding()
        .teaches(Junior, [280, 270, 0, 0], 50,
            [staff(18, [0, 16, 2], 3, (1, 2)), site(1_900, 0, 4_600), kit(760_000, 36, 8_400, 7)])
        .music_and_art(&[75], &[69]));
    county.has(school("3199000008", "青禾县外国语学校", TwelveYear).urban(CHENGGUAN).built(2015).private()
        .teaches(Primary, [520, 540, 550, 560], 45, [staff(27, [1, 16, 9], 8, (3, 3))])
        .teaches(Junior, [450, 460, 470, 480], 50, [staff(33, [1, 28, 4], 6, (2, 3))])
        .teaches(Senior, [540, 570, 590, 600], 50, [staff(48, [6, 42, 0], 9, (3, 3))])
        .shares([site(10_600, 0, 18_600), kit(4_860_000, 240, 62_000, 48)])
        .music_and_art(&[102, 98], &[96, 92]));
    county.has(school("3199000009", "青禾县第二中学", CompleteSecondary).urban(CHENGGUAN).built(1956)
        .teaches(Junior, [720, 715, 705, 700], 50, [staff(50, [2, 42, 6], 9, (4, 4))])
        .teaches(Senior, [1_150, 1_130, 1_110, 1_100], 50, [staff(96, [14, 82, 0], 22, (6, 5))])
        .shares([site(14_900, 700, 24_800), kit(6_240_000, 310, 92_000, 60)])
        .music_and_art(&[96, 80], &[90, 72]));
}

#[rustfmt::skip]
fn schools_outside_the_count(county: &mut Timeline) {
    county.has(school("5199000001", "青禾县特殊教育学校", Special).urban(CHENGGUAN).built(2009)
        .teaches(Primary, [60, 62, 63, 62], 12, [staff(22, [1, 15, 6], 4, (2, 3))])
        .teaches(Junior, [30, 32, 33, 34], 12, [staff(12, [1, 9, 2], 2, (1, 1))])
        .shares([site(1_800, 0, 2_600), kit(820_000, 30, 6_000, 12)]));
    county.has(school("3499000001", "青禾县第一中学", SeniorSchool).urban(CHENGGUAN).built(1951)
        .teaches(Senior, [2_850, 2_840, 2_820, 2_800], 50,
            [staff(236, [38, 198, 0], 60, (12, 10)), site(21_000, 1_200, 32_000), kit(9_800_000, 480, 160_000, 64)]));
}

fn county_in_2023(county: &mut Timeline) {
    county.county_reports(&[
        ("population", 262_000.0),
        ("basic_balance_years", 7.0),
        ("small_schools", 3.0),
        ("small_schools_funded_as_100", 3.0),
        ("special_school_funds", 630_000.0),
        ("special_school_pupils", 90.0),
        ("teachers_mean_pay", 82_600.0),
        ("civil_servants_mean_pay", 84_100.0),
        ("exchange_eligible", 560.0),
        ("exchanged", 41.0),
        ("exchanged_backbone", 7.0),
        ("quota_plan", 1_400.0),
        ("quota_assigned", 700.0),
        ("quota_rural", 290.0),
        ("migrant_eligible", 640.0),
        ("migrant_in_public", 560.0),
        ("migrant_in_purchased", 20.0),
        ("disabled_children", 168.0),
        ("disabled_enrolled", 160.0),
        ("monitoring_level", 3.0),
        ("monitoring_difference", 0.152),
        ("satisfaction", 83.4),
    ]);
    county.enters("G1", Standing::Met, "青禾县义务教育学校布局专项规划（2023—2030年）");
    county.enters("G2", Standing::NotMet, "乡村学校装备配置标准尚未与城区统一");
}

/// A small school is merged, one is renamed, and the first money for equipment comes.
fn in_2024(county: &mut Timeline) {
    county.merges("2199000010", "2199000005", "河东小学生源减少，并入河西镇中心小学");
    county.renames("3199000002", "青禾县实验中学", "青禾县第三中学更名");
    county.gains("2199000002", Primary, &kit(200_000, 18, 3_000, 0));
    county.gains("3199000001", Junior, &kit(300_000, 10, 2_000, 1));
    county.county_reports(&[
        ("basic_balance_years", 8.0),
        ("small_schools", 2.0),
        ("small_schools_funded_as_100", 2.0),
        ("special_school_funds", 705_000.0),
        ("special_school_pupils", 94.0),
        ("teachers_mean_pay", 86_900.0),
        ("civil_servants_mean_pay", 86_200.0),
        ("exchanged", 48.0),
        ("exchanged_backbone", 9.0),
        ("monitoring_difference", 0.147),
        ("satisfaction", 84.6),
    ]);
    county.enters("G1", Standing::Met, "青禾县义务教育学校布局专项规划（2023—2030年）");
    county.enters("G2", Standing::Met, "青教〔2024〕18号：统一城乡学校建设、编制、经费和装备标准");
}

/// A new campus takes pupils from the largest school, and the junior school of the hills becomes a nine-year school.
#[rustfmt::skip]
fn in_2025(county: &mut Timeline) {
    county.opens(school("2199000014", "城关新城小学", PrimarySchool).urban(CHENGGUAN).built(2025)
        .teaches(Primary, [0, 0, 680, 720], 45,
            [staff(36, [1, 21, 13], 8, (3, 4)), site(3_820, 190, 6_720), kit(1_575_000, 94, 23_040, 19)])
        .music_and_art(&[98, 97], &[92, 91]),
        "2199000001", 29, "新城校区建成，分流城关第一小学学生");
    county.becomes(school("3199000007", "东山学校", NineYear).rural(DONGSHAN).built(1989).boarding()
        .teaches(Primary, [0, 0, 126, 120], 45, [staff(7, [0, 3, 3], 2, (1, 1))])
        .teaches(Junior, [0, 0, 255, 240], 50, [staff(18, [0, 16, 2], 3, (1, 2))])
        .shares([site(2_280, 0, 5_580), kit(1_010_000, 50, 11_600, 10)])
        .music_and_art(&[75], &[69]),
        "增设小学部，改为九年一贯制学校");
    county.gains("3199000001", Junior, &kit(300_000, 5, 800, 2));
    county.gains("2199000009", Primary, &kit(100_000, 0, 0, 0));
    county.county_reports(&[
        ("basic_balance_years", 9.0),
        ("special_school_funds", 757_000.0),
        ("special_school_pupils", 96.0),
        ("teachers_mean_pay", 90_400.0),
        ("civil_servants_mean_pay", 89_700.0),
        ("exchanged", 52.0),
        ("exchanged_backbone", 11.0),
        ("monitoring_difference", 0.143),
        ("satisfaction", 86.2),
    ]);
    county.enters("G1", Standing::Met, "青禾县义务教育学校布局专项规划（2023—2030年）");
    county.enters("G2", Standing::Met, "青教〔2024〕18号：统一城乡学校建设、编制、经费和装备标准");
    county.enters("E2", Standing::NotMet, "2023年初中综合差异系数为0.521，超过0.50");
}

/// Teachers are hired and the last rooms fitted out; the county applies for recognition.
fn in_2026(county: &mut Timeline) {
    county.gains("2199000003", Primary, &staff(0, [0, 0, 0], 2, (1, 1)));
    county.gains("2199000003", Primary, &kit(0, 0, 0, 3));
    county.gains("2199000014", Primary, &staff(0, [0, 0, 0], 1, (1, 0)));
    county.gains("2199000014", Primary, &kit(100_000, 0, 0, 0));
    county.gains("2199000009", Primary, &kit(0, 0, 0, 1));
    county.gains("3199000001", Junior, &staff(0, [0, 0, 0], 3, (0, 1)));
    county.gains("3199000002", Junior, &staff(0, [0, 0, 0], 0, (1, 0)));
    county.gains("3199000002", Junior, &kit(0, 0, 0, 3));
    county.gains("3199000003", Junior, &staff(0, [0, 0, 0], 0, (0, 1)));
    county.county_reports(&[
        ("basic_balance_years", 10.0),
        ("special_school_funds", 776_000.0),
        ("teachers_mean_pay", 94_300.0),
        ("civil_servants_mean_pay", 93_100.0),
        ("exchanged", 55.0),
        ("exchanged_backbone", 12.0),
        ("monitoring_difference", 0.139),
        ("satisfaction", 88.7),
    ]);
    for (indicator, standing, evidence) in ENTERED_IN_2026 {
        county.enters(indicator, standing, evidence);
    }
}

const ENTERED_IN_2026: [(&str, Standing, &str); 17] = [
    ("E2", Standing::Met, "省教育督导委员会2023—2025年基本均衡监测复核结果"),
    ("E5", Standing::Met, "县公安局、县信访局出具的情况说明"),
    ("G1", Standing::Met, "青禾县义务教育学校布局专项规划（2023—2030年）"),
    ("G2", Standing::Met, "青教〔2024〕18号：统一城乡学校建设、编制、经费和装备标准"),
    ("G10", Standing::NotMet, "县委编办2026年编制分配方案尚在审批"),
    ("G14b", Standing::Met, "优质高中指标分配方案：农村初中分配比例高出城区3个百分点"),
    ("G15a", Standing::Met, "留守儿童关爱工作台账，全县312名留守儿童结对全覆盖"),
    ("Q3", Standing::Met, "各校章程核准文件24份"),
    ("Q5", Standing::Met, "教师信息技术应用能力考核汇总表；设备使用登记抽查记录"),
    ("Q6", Standing::Met, "德育和校园文化建设评估结果，24所学校均为良好以上"),
    ("Q7", Standing::Met, "课程开设情况督导报告"),
    ("Q8", Standing::Met, "作业和考试管理专项督导报告"),
    ("V1", Standing::NotMet, "招生专项检查：未发现以考试方式招生"),
    ("V2", Standing::NotMet, "招生专项检查：未发现违规择校"),
    ("V3", Standing::NotMet, "分班专项检查：未发现重点学校、重点班"),
    ("V4", Standing::NotMet, "市级复核未发现弄虚作假"),
    ("V5", Standing::NotMet, "县应急管理局、县纪委监委出具的情况说明"),
];
