//! The same program in Chinese.

use libtest_mimic::Trial;

use crate::story;
use crate::support::{COUNTY, Desk};

pub(crate) fn stories() -> Vec<Trial> {
    vec![story("a_chinese_officer_reads_chinese", tell)]
}

fn tell() {
    let desk = Desk::empty().speaking("zh");
    desk.junheng("template --out 空表.xlsx").exits(0).says("空表.xlsx");
    desk.sample_workbook("county.xlsx");
    desk.junheng(&format!("--county {COUNTY} import county.xlsx --year 2026")).exits(0);
    desk.junheng("assess").exits(0).says("达标").says("小学").says("石桥镇中心小学");
    desk.junheng("explain --school 2199000008 --indicator R4").exits(0).says("教学及辅助用房").says("平方米");
    desk.junheng("gaps --school 2199000008").exits(0).says("300").says("180000").says("元");
    desk.junheng("--help").exits(0).says("导入").says("退出码");
    for line in ["assess", "imports", "audit list", "gaps", "trend --from 2026 --to 2027", "accept"] {
        let said = desk.junheng(line);
        let text = said.out + &said.err;
        for english in ["School", "Coefficient", "County", "Import", "error", "needs", "required"] {
            assert!(!text.contains(english), "{line} says “{english}”\n{text}");
        }
    }
}
