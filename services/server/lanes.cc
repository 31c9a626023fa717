#include "services/server/lanes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "services/server/console.h"

namespace goldthread::server {
namespace {

constexpr int kWidthMin = 40;
constexpr int kColumnMax = 12;

enum class Ink { kPlain, kDim, kBold, kMark, kLate };

struct Glyphs {
  std::string_view track, mark, origin, travel, arrow, end, more;
};
constexpr Glyphs kUnicode{"─", "●", "○", "╌", "▶", "│", "…"};
constexpr Glyphs kAscii{"-", "*", "o", ".", ">", "|", "~"};

std::string_view Ansi(Ink ink) {
  switch (ink) {
    case Ink::kPlain:
      return "";
    case Ink::kDim:
      return "\x1b[2m";
    case Ink::kBold:
      return "\x1b[1m";
    case Ink::kMark:
      return "\x1b[32m";
    case Ink::kLate:
      return "\x1b[33m";
  }
  return "";
}

// The characters of a text made plain, one column each.
std::vector<std::string> Characters(std::string_view from) {
  const std::string text = Plain(from);
  std::vector<std::string> characters;
  for (const char byte : text) {
    const bool continues = (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
    if (!continues || characters.empty()) characters.emplace_back();
    characters.back().push_back(byte);
  }
  return characters;
}

struct Cell {
  std::string character = " ";
  Ink ink = Ink::kPlain;
};

class Line {
 public:
  explicit Line(int width) : cells_(static_cast<size_t>(width)) {}

  void Put(int x, std::string_view character, Ink ink) {
    if (x < 0 || x >= static_cast<int>(cells_.size())) return;
    cells_[static_cast<size_t>(x)] = {std::string(character), ink};
  }
  void Write(int x, std::string_view text, Ink ink) {
    for (const std::string& character : Characters(text)) Put(x++, character, ink);
  }
  // Nothing but blanks from one column before `x` on, for `length`.
  bool IsFree(int x, int length) const {
    for (int at = std::max(0, x - 1); at < x + length + 1; ++at) {
      if (at < static_cast<int>(cells_.size()) &&
          cells_[static_cast<size_t>(at)].character != " ") {
        return false;
      }
    }
    return true;
  }

  std::string Text(bool colour) const {
    size_t end = cells_.size();
    while (end > 0 && cells_[end - 1].character == " ") --end;
    std::string text;
    Ink ink = Ink::kPlain;
    for (size_t at = 0; at < end; ++at) {
      if (colour && cells_[at].ink != ink) {
        if (ink != Ink::kPlain) text += "\x1b[0m";
        ink = cells_[at].ink;
        text += Ansi(ink);
      }
      text += cells_[at].character;
    }
    if (ink != Ink::kPlain) text += "\x1b[0m";
    return text + "\n";
  }

 private:
  std::vector<Cell> cells_;
};

int DaysBetween(Day from, Day to) {
  return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

// Where days lie on the page.
class Page {
 public:
  Page(const LaneChart& chart, const LaneStyle& style)
      : first_(chart.first), width_(std::max(style.width, kWidthMin)) {
    size_t name = 0;
    for (const std::string& lane : chart.lanes) name = std::max(name, Characters(lane).size());
    name_ = std::min(static_cast<int>(name), width_ / 3);
    days_ = std::max(1, DaysBetween(chart.first, chart.last) + 1);
    const int space = width_ - left();
    column_ = std::clamp(space / days_, 1, kColumnMax);
    days_per_column_ = column_ > 1 ? 1 : (days_ + space - 1) / space;
  }

  int width() const { return width_; }
  int name() const { return name_; }
  int left() const { return name_ + 2; }
  int days() const { return days_; }
  int column() const { return column_; }
  bool has_column_a_day() const { return days_per_column_ == 1; }
  int X(Day day) const { return left() + DaysBetween(first_, day) / days_per_column_ * column_; }
  int Right() const { return left() + (days_ + days_per_column_ - 1) / days_per_column_ * column_; }
  bool Shows(Day day) const {
    const int at = DaysBetween(first_, day);
    return at >= 0 && at < days_;
  }

 private:
  Day first_;
  int width_;
  int name_ = 0;
  int days_ = 1;
  int column_ = 1;
  int days_per_column_ = 1;
};

std::string Cut(std::string_view text, int columns, std::string_view more) {
  const std::vector<std::string> characters = Characters(text);
  if (static_cast<int>(characters.size()) <= columns) return Plain(text);
  std::string cut;
  for (int at = 0; at + 1 < columns; ++at) cut += characters[static_cast<size_t>(at)];
  return cut + std::string(more);
}

constexpr std::string_view kWeekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string MonthText(Day day) {
  return fmt::format("{} {}", kMonths[static_cast<unsigned>(day.month()) - 1],
                     static_cast<int>(day.year()));
}

std::string DayLabel(Day day, int column) {
  const auto number = static_cast<unsigned>(day.day());
  if (column < 7) return fmt::format("{}", number);
  const std::chrono::weekday weekday{std::chrono::sys_days(day)};
  return fmt::format("{} {}", kWeekdays[weekday.c_encoding()], number);
}

std::string Header(const LaneChart& chart, const Page& page, bool colour) {
  Line months(page.width());
  Line days(page.width());
  for (int at = 0; at < page.days(); ++at) {
    const Day day{std::chrono::sys_days(chart.first) + std::chrono::days(at)};
    const int x = page.X(day);
    const std::string month = MonthText(day);
    const bool starts = at == 0 || day.day() == std::chrono::day(1);
    if (starts && x + static_cast<int>(month.size()) <= page.width() &&
        months.IsFree(x, static_cast<int>(month.size()))) {
      months.Write(x, month, Ink::kDim);
    }
    if (page.has_column_a_day() && page.column() >= 3) {
      days.Write(x, DayLabel(day, page.column()), Ink::kPlain);
    }
  }
  const std::string numbers = days.Text(colour);
  return months.Text(colour) + (numbers == "\n" ? "" : numbers);
}

void DrawTrack(const LaneChart& chart, const Page& page, const Glyphs& glyphs, Line& line) {
  int end = page.Right();
  if (chart.known_on && page.Shows(*chart.known_on)) {
    end = page.X(*chart.known_on) + page.column() - 1;
    line.Put(end, glyphs.end, Ink::kBold);
  }
  for (int x = page.left(); x < end; ++x) line.Put(x, glyphs.track, Ink::kDim);
}

void DrawMark(const LaneMark& mark, const LaneChart& chart, const Page& page, const Glyphs& glyphs,
              Line& line) {
  const int from = page.X(mark.occurred);
  const Day arrived = std::min(mark.received, chart.last);
  const int to = page.X(std::max(arrived, mark.occurred));
  if (to == from) {
    line.Put(from, glyphs.mark, Ink::kMark);
    return;
  }
  line.Put(from, glyphs.origin, Ink::kLate);
  for (int x = from + 1; x < to; ++x) line.Put(x, glyphs.travel, Ink::kLate);
  line.Put(to, glyphs.arrow, Ink::kLate);
}

// Puts the label under its mark, in the first line that has room.
void PlaceLabel(const LaneMark& mark, const Page& page, const Glyphs& glyphs,
                std::vector<Line>& lines) {
  const std::string label = Cut(mark.label, page.width() - page.left(), glyphs.more);
  const int length = static_cast<int>(Characters(label).size());
  const int x = std::min(page.X(mark.occurred), page.width() - length);
  for (Line& line : lines) {
    if (!line.IsFree(x, length)) continue;
    line.Write(x, label, Ink::kPlain);
    return;
  }
  lines.emplace_back(page.width()).Write(x, label, Ink::kPlain);
}

}  // namespace

std::string DrawLanes(const LaneChart& chart, const LaneStyle& style) {
  const Page page(chart, style);
  const Glyphs& glyphs = style.unicode ? kUnicode : kAscii;
  std::string picture = Header(chart, page, style.colour);
  bool any_late = false;
  for (const std::string& lane : chart.lanes) {
    Line track(page.width());
    track.Write(0, Cut(lane, page.name(), glyphs.more), Ink::kBold);
    DrawTrack(chart, page, glyphs, track);
    std::vector<Line> labels;
    for (const LaneMark& mark : chart.marks) {
      if (mark.lane != lane || !page.Shows(mark.occurred)) continue;
      DrawMark(mark, chart, page, glyphs, track);
      PlaceLabel(mark, page, glyphs, labels);
      any_late = any_late || mark.received > mark.occurred;
    }
    picture += track.Text(style.colour);
    for (const Line& line : labels) picture += line.Text(style.colour);
  }
  if (any_late) {
    Line legend(page.width());
    legend.Write(page.left(),
                 fmt::format("{}{}{} happened, reached the hub later", glyphs.origin, glyphs.travel,
                             glyphs.arrow),
                 Ink::kDim);
    picture += legend.Text(style.colour);
  }
  return picture;
}

}  // namespace goldthread::server
