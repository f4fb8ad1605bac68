//! Doc comments as blocks of Markdown: their lists, quotes, fences and link definitions.

use super::prose::{Links, begins_definition, escape, label, longest_run};

/// A doc comment, in lines that change nothing around them.
pub(super) struct DocBlocks {
    lines: Vec<String>,
    /// Whether a list that follows would continue the comment's last one.
    pub(super) ends_in_list: bool,
}

impl DocBlocks {
    pub(super) fn new<'l>(comment: impl Iterator<Item = &'l str>) -> Self {
        let mut containers = Containers::default();
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut links = Links::new();
        let mut fence: Option<Fence<'_>> = None;
        for source in comment {
            if let Some(mut open) = fence.take() {
                match open.read(source) {
                    Read::Code => {
                        fence = Some(open);
                        continue;
                    }
                    Read::End => {
                        blocks.push(Block::Code(open));
                        continue;
                    }
                    Read::Outside => blocks.push(Block::Code(open)),
                }
            }
            let line = expand_tabs(source);
            let continues = containers.is_paragraph;
            let lead = containers.begin(&line);
            let (prefix, content) = line.split_at(lead.end);
            if lead.is_indented {
                blocks.push(Block::text(prefix, content));
            } else if let Some(begun) = Fence::begin(prefix, content) {
                containers.end_paragraph(&lead);
                fence = Some(begun);
            } else if !continues
                && !lead.is_marked
                && let Some((label, address)) = definition(content)
            {
                containers.end_paragraph(&lead);
                links.entry(label).or_insert_with(|| address.to_owned());
            } else {
                blocks.push(Block::text(prefix, content));
            }
        }
        blocks.extend(fence.map(Block::Code));
        Self { lines: print(&blocks, &links), ends_in_list: !containers.items.is_empty() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The comment on one line, if it is one paragraph.
    pub(super) fn paragraph(&self) -> Option<String> {
        let is_text = |line: &String| {
            line.starts_with(|char: char| char.is_alphabetic() || char == '`')
                && !line.starts_with("```")
        };
        self.lines.iter().all(is_text).then(|| self.lines.join(" "))
    }

    /// Adds the lines, each indented by `indent`.
    pub(super) fn push(&self, text: &mut String, indent: usize) {
        let margin = " ".repeat(indent);
        for line in &self.lines {
            if !line.is_empty() {
                text.extend([&margin, &**line]);
            }
            text.push('\n');
        }
    }
}

enum Block<'l> {
    /// A line, after the indentation and the markers of what it is in.
    Text {
        prefix: String,
        content: String,
    },
    Code(Fence<'l>),
}

impl Block<'_> {
    fn text(prefix: &str, content: &str) -> Self {
        Self::Text { prefix: prefix.to_owned(), content: content.to_owned() }
    }
}

fn print(blocks: &[Block<'_>], links: &Links) -> Vec<String> {
    let mut printed: Vec<String> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        match block {
            Block::Text { prefix, content } => {
                let following = blocks[index + 1..].iter().map_while(|block| match block {
                    Block::Text { content, .. } => Some(&**content),
                    Block::Code(_) => None,
                });
                let mark = if begins_definition(content, following) { "\\" } else { "" };
                let line = format!("{prefix}{mark}{}", escape(content, links));
                printed.push(line.trim_end().to_owned());
            }
            Block::Code(fence) => fence.print(&mut printed),
        }
    }
    while printed.pop_if(|line| line.is_empty()).is_some() {}
    printed
}

/// The open containers of a line: the list items, and the paragraph that it may continue.
#[derive(Default)]
struct Containers {
    /// The columns at which the contents of the open list items begin.
    items: Vec<usize>,
    is_paragraph: bool,
}

/// What a line begins with.
#[derive(Default)]
struct Lead {
    /// The end of the indentation and of the markers.
    end: usize,
    /// The number of items that the line is indented for.
    items: usize,
    /// Whether there are markers of lists or quotes.
    is_marked: bool,
    /// Whether the content is indented so far that it is code or text, whatever it begins with.
    is_indented: bool,
}

impl Containers {
    fn begin(&mut self, line: &str) -> Lead {
        let content = line.trim_start_matches(' ');
        let mut lead = Lead { end: line.len() - content.len(), ..Lead::default() };
        if content.is_empty() {
            self.is_paragraph = false;
            return lead;
        }
        lead.items = self.items.iter().take_while(|column| lead.end >= **column).count();
        let column = lead.items.checked_sub(1).map_or(0, |last| self.items[last]);
        if lead.end - column >= INDENTED {
            lead.is_indented = true;
            if !self.is_paragraph {
                self.items.truncate(lead.items);
            }
            return lead;
        }
        let is_rule = is_rule(content);
        let mut is_quoted = false;
        while let Some(marker) = Marker::of(&line[lead.end..]).filter(|_| !is_rule) {
            let continues = if lead.is_marked { is_quoted } else { lead.items == self.items.len() };
            if self.is_paragraph && continues && !marker.interrupts {
                break;
            }
            if !lead.is_marked {
                self.items.truncate(lead.items);
            }
            lead.is_marked = true;
            is_quoted |= marker.is_quote;
            lead.end += marker.length;
            if !is_quoted {
                self.items.push(lead.end);
            }
            if marker.is_indented {
                lead.is_indented = true;
                break;
            }
        }
        if !self.is_paragraph && !lead.is_marked {
            self.items.truncate(lead.items);
        }
        self.is_paragraph = !lead.is_indented && !line[lead.end..].is_empty();
        lead
    }

    /// Ends the paragraph before a block that is none.
    fn end_paragraph(&mut self, lead: &Lead) {
        if !lead.is_marked {
            self.items.truncate(lead.items);
        }
        self.is_paragraph = false;
    }
}

/// The spaces that make a line indented code.
const INDENTED: usize = 4;

/// The marker of a quote or of a list item, with the spaces after it.
struct Marker {
    length: usize,
    is_quote: bool,
    /// Whether the content is indented code.
    is_indented: bool,
    /// Whether it ends a paragraph that it follows.
    interrupts: bool,
}

impl Marker {
    fn of(text: &str) -> Option<Self> {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let is_quote = text.starts_with('>');
        let mark = match text[digits..].chars().next()? {
            '>' | '-' | '+' | '*' if digits == 0 => 1,
            '.' | ')' if (1..10).contains(&digits) => digits + 1,
            _ => return None,
        };
        let content = text[mark..].trim_start_matches(' ');
        let spaces = text.len() - mark - content.len();
        // An item without text, such as `-`, might underline a heading.
        if !is_quote && (spaces == 0 || content.is_empty()) {
            return None;
        }
        let is_indented = spaces > INDENTED;
        let margin = if is_indented { 1 } else { spaces };
        let interrupts = digits == 0 || &text[..digits] == "1";
        Some(Self { length: mark + margin, is_quote, is_indented, interrupts })
    }
}

/// `***`, `- - -` and the like.
fn is_rule(text: &str) -> bool {
    let mut marks = text.chars().filter(|char| *char != ' ');
    marks.next().is_some_and(|first| "*-_".contains(first) && marks.all(|char| char == first))
}

/// The label and the address of `[label]: address "title"`.
fn definition(text: &str) -> Option<(String, &str)> {
    let (name, rest) = text.strip_prefix('[')?.split_once("]:")?;
    let rest = rest.trim();
    let (address, title) = rest.split_once(' ').unwrap_or((rest, ""));
    let title = title.trim();
    let is_title = title.is_empty()
        || [('"', '"'), ('\'', '\''), ('(', ')')].iter().any(|(open, close)| {
            let inner = title.strip_prefix(*open).and_then(|title| title.strip_suffix(*close));
            inner.is_some_and(|inner| !inner.contains([*open, *close, '\\']))
        });
    let inner = address.strip_prefix('<').and_then(|address| address.strip_suffix('>'));
    let address = inner.unwrap_or(address);
    let is_address = !address.is_empty()
        && !address.contains(|char: char| char.is_control() || "<>()\\`|$".contains(char));
    let is_label = !name.trim().is_empty() && !name.starts_with('^') && !name.contains(['[', ']']);
    (is_title && is_address && is_label).then(|| (label(name), address))
}

/// A block of code between fences.
struct Fence<'l> {
    mark: String,
    language: String,
    /// The beginning of the first line.
    prefix: String,
    /// The beginning of every other line.
    margin: String,
    /// Whether a list item begins on the first line, and ends the code with it.
    is_in_item: bool,
    lines: Vec<&'l str>,
}

/// What a line is to the fence before it.
enum Read {
    Code,
    End,
    Outside,
}

impl<'l> Fence<'l> {
    fn begin(prefix: &str, content: &str) -> Option<Self> {
        let char = content.chars().next().filter(|char| matches!(char, '`' | '~'))?;
        let info = content.trim_start_matches(char);
        let mark = &content[..content.len() - info.len()];
        if mark.len() < 3 || char == '`' && info.contains('`') {
            return None;
        }
        let own = prefix.rsplit('>').next().unwrap_or_default();
        let margin = prefix.chars().map(|char| if char == '>' { '>' } else { ' ' });
        Some(Self {
            mark: mark.to_owned(),
            language: language(info).to_owned(),
            prefix: prefix.to_owned(),
            margin: margin.collect(),
            is_in_item: !own.trim().is_empty(),
            lines: Vec::new(),
        })
    }

    fn read(&mut self, line: &'l str) -> Read {
        let Some(code) = self.inner(line) else { return Read::Outside };
        let mark = code.trim_start_matches(' ');
        let is_end = code.len() - mark.len() < INDENTED
            && mark.trim_end().len() >= self.mark.len()
            && mark.trim_end().chars().all(|char| self.mark.starts_with(char));
        if is_end {
            return Read::End;
        }
        self.lines.push(code);
        Read::Code
    }

    /// A line without the margin, if it is in the same containers.
    fn inner(&self, line: &'l str) -> Option<&'l str> {
        let mut rest = line;
        let mut quotes = self.margin.split('>');
        let indent = quotes.next_back().map_or(0, str::len);
        for _ in quotes {
            rest = rest.trim_start_matches(' ').strip_prefix('>')?;
        }
        let spaces = rest.len() - rest.trim_start_matches(' ').len();
        let expanded = expand_tabs(rest);
        let content = expanded.trim_start_matches(' ');
        let is_outside =
            self.is_in_item && !content.is_empty() && expanded.len() - content.len() < indent;
        (!is_outside).then(|| {
            if spaces < indent && rest[spaces..].starts_with('\t') {
                &rest[spaces + 1..]
            } else {
                &rest[spaces.min(indent)..]
            }
        })
    }

    /// Adds the block with a fence that is longer than any in it.
    fn print(&self, lines: &mut Vec<String>) {
        let longest = self.lines.iter().map(|line| longest_run(line, '`')).max();
        let ticks = "`".repeat((longest.unwrap_or_default() + 1).max(3));
        lines.push(format!("{}{ticks}{}", self.prefix, self.language));
        for line in &self.lines {
            let line = format!("{}{}", self.margin, line.replace('\r', " "));
            lines.push(line.trim_end().to_owned());
        }
        lines.push(format!("{}{ticks}", self.margin));
    }
}

/// The language of a fence: Rust, for the words that rustdoc knows.
fn language(info: &str) -> &str {
    let is_word = |char: char| char.is_ascii_alphanumeric() || "_-+#.".contains(char);
    let word = info.trim().split(|char| !is_word(char)).next().unwrap_or_default();
    let is_rustdoc = matches!(word, "no_run" | "ignore" | "should_panic" | "compile_fail")
        || word.strip_prefix("edition").is_some_and(|year| year.parse::<u16>().is_ok());
    if is_rustdoc { "rust" } else { word }
}

/// A line without line ends in it, and with spaces for the tabs that indent it.
fn expand_tabs(line: &str) -> String {
    let mut expanded = String::new();
    let mut is_lead = true;
    for char in line.chars() {
        is_lead &= char.is_ascii_digit() || " \t>-+*.)".contains(char);
        match char {
            '\t' if is_lead => {
                let width = INDENTED - expanded.len() % INDENTED;
                expanded.push_str(&" ".repeat(width));
            }
            '\r' => expanded.push(' '),
            char => expanded.push(char),
        }
    }
    expanded.truncate(expanded.trim_end().len());
    expanded
}
