//! Prints tables for terminals and for Markdown.

use std::iter;

/// A table whose first column is aligned to the left, and all others to the right.
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new<'a>(head: impl IntoIterator<Item = &'a str>) -> Self {
        Self { head: head.into_iter().map(str::to_owned).collect(), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as aligned text.
    pub(crate) fn text(&self) -> String {
        let widths = self.widths();
        self.lines()
            .map(|row| aligned(row, &widths).join("  ").trim_end().to_owned() + "\n")
            .collect()
    }

    /// The table in Markdown.
    pub(crate) fn markdown(&self) -> String {
        let widths = self.widths();
        let rule = widths.iter().enumerate().map(|(column, width)| match column {
            0 => "-".repeat(*width),
            _ => "-".repeat(width - 1) + ":",
        });
        let mut lines: Vec<_> = self.lines().map(|row| aligned(row, &widths)).collect();
        lines.insert(1, rule.collect());
        let lines = lines.iter().map(|cells| format!("| {} |", cells.join(" | ")));
        lines.collect::<Vec<_>>().join("\n") + "\n"
    }

    fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        iter::once(&self.head).chain(&self.rows)
    }

    fn widths(&self) -> Vec<usize> {
        let width = |column| {
            let cells = self.lines().filter_map(|row| row.get(column));
            cells.map(|cell: &String| cell.chars().count()).max().unwrap_or(0).max(3)
        };
        (0..self.head.len()).map(width).collect()
    }
}

fn aligned(row: &[String], widths: &[usize]) -> Vec<String> {
    let cells = row.iter().zip(widths).enumerate();
    cells
        .map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Table;

    fn table() -> Table {
        let mut table = Table::new(["row", "by hand"]);
        table.row(vec!["one call".to_owned(), "1.0 ms".to_owned()]);
        table
    }

    #[test]
    fn text_is_aligned() {
        assert_eq!(table().text(), "row       by hand\none call   1.0 ms\n");
    }

    #[test]
    fn markdown_is_aligned() {
        let expected = "| row      | by hand |\n| -------- | ------: |\n| one call |  1.0 ms |\n";
        assert_eq!(table().markdown(), expected);
    }
}
