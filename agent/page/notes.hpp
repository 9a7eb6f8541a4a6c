#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "wire/time.hpp"

namespace magpie::agent::page {

/// What somebody at the pole wrote down.
struct Note {
    std::string text;  // at most Notes::longest characters, lines and all
    std::string by;    // the token's holder
    UtcMs time{};
    bool time_known = false;
    friend bool operator==(const Note&, const Note&) = default;
};

enum class NoteRefusal : std::uint8_t { empty, too_long, not_text, too_many, not_kept };

/// Notes that are in no report yet: a file in the state directory, so that they outlive a power cut. Written only when
/// somebody writes one. The Desk's.
class Notes {
  public:
    static constexpr std::size_t longest = 500;  // characters
    static constexpr std::size_t most = 20;

    /// With what the file holds, as far as it can be read.
    explicit Notes(std::string file);

    /// On the disk when it returns.
    [[nodiscard]] tl::expected<void, NoteRefusal> add(std::string_view text, std::string_view by, const Now& now);
    [[nodiscard]] const std::vector<Note>& all() const { return notes_; }
    /// They are in a report that is kept.
    void reported();

    /// What a file says; empty where it is none. `bytes` may be anything.
    [[nodiscard]] static std::vector<Note> read(std::string_view bytes);
    [[nodiscard]] static std::string written(const std::vector<Note>& notes);

  private:
    std::string file_;
    std::vector<Note> notes_;
};

/// As a list in JSON: [{"time" (ISO 8601, or null),"by","text"}].
[[nodiscard]] std::string notes_json(const std::vector<Note>& notes);

/// What a text is worth as a note: no more than its characters and lines. Nothing where it is none.
[[nodiscard]] tl::expected<std::string, NoteRefusal> note_text(std::string_view text);

}  // namespace magpie::agent::page
