//! Rows of a sheet that are not data: totals, samples, notes below the table.

use super::cell::shown;
use crate::headers::folded;
use crate::read::{Cell, Row};

/// What a row is when it is not data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotData {
    Total,
    Sample,
    Footer,
}

const TOTAL_ENDINGS: [&str; 4] = ["合计", "小计", "总计", "共计"];
const TOTAL_WORDS: [&str; 4] = ["total", "subtotal", "grandtotal", "sum"];
const SAMPLE_STARTS: [&str; 8] =
    ["示例", "(示例)", "【示例】", "[示例]", "样例", "example:", "(example)", "[example]"];
const FOOTER_STARTS: [&str; 10] =
    ["填报人", "填表人", "单位负责人", "审核人", "填报单位", "报出日期", "注:", "备注:", "说明:", "note:"];
/// Totals are labelled by short words; a long name that ends in 合计 is data.
const TOTAL_LENGTH: usize = 12;

/// Looks at the key cell and at the first cell with text.
pub(crate) fn not_data(row: &Row, key: Option<u16>) -> Option<NotData> {
    let key_cell = key.and_then(|key| row.cells.get(usize::from(key)));
    let key_is_blank = key_cell.is_none_or(Cell::is_blank);
    let first = row.cells.iter().find(|cell| matches!(cell, Cell::Text(_)) && !cell.is_blank());
    let in_key = key_cell.and_then(|cell| of_text(cell, true));
    in_key.or_else(|| first.and_then(|cell| of_text(cell, key_is_blank)))
}

fn of_text(cell: &Cell, may_be_footer: bool) -> Option<NotData> {
    let Cell::Text(text) = cell else { return None };
    if text.len() > 400 {
        return None;
    }
    let text = folded(&shown(&Cell::Text(text.clone())));
    let short = text.chars().count() <= TOTAL_LENGTH;
    if TOTAL_WORDS.contains(&text.as_str()) || (short && TOTAL_ENDINGS.iter().any(|end| text.ends_with(end)))
    {
        return Some(NotData::Total);
    }
    if text == "example" || SAMPLE_STARTS.iter().any(|start| text.starts_with(start)) {
        return Some(NotData::Sample);
    }
    (may_be_footer && FOOTER_STARTS.iter().any(|start| text.starts_with(start))).then_some(NotData::Footer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_samples_and_footers_are_told_from_data() {
        for (cells, expected) in [
            (vec!["合 计", ""], Some(NotData::Total)),
            (vec!["1", "全县小计"], Some(NotData::Total)),
            (vec!["Total"], Some(NotData::Total)),
            (vec!["1", "（示例）2114000001"], Some(NotData::Sample)),
            (vec!["填报人：张", ""], Some(NotData::Footer)),
            (vec!["注:本表一式三份", "2114000001"], None),
            (vec!["1", "2114000001"], None),
            (vec!["某某县第一小学与第二小学历年经费合计", "2114000001"], None),
        ] {
            let row =
                Row { number: 9, cells: cells.iter().map(|text| Cell::text(text)).collect(), hidden: false };
            assert_eq!(not_data(&row, Some(1)), expected, "{cells:?}");
        }
    }
}
