#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "collector/exposition/value_text.hpp"
#include "collector/fleet/shape.hpp"

namespace magpie::collector {

/// Appends to a string without asking for room at every piece: `line_room` once a line, then the pieces unchecked.
class PageWriter {
  public:
    PageWriter(std::string& out, std::size_t budget) : out_(out), start_(out.size()), budget_(budget) {
        out_.resize(start_ + budget_ + slack);
        at_ = out_.data() + start_;
        end_ = out_.data() + out_.size();
    }
    ~PageWriter() { out_.resize(used()); }
    PageWriter(const PageWriter&) = delete;
    PageWriter& operator=(const PageWriter&) = delete;

    [[nodiscard]] bool full() const { return used() - start_ >= budget_; }

    /// Makes sure of `size` bytes beside a value and what cached() writes beyond its end.
    void line_room(std::size_t size) {
        if (size + overrun > static_cast<std::size_t>(end_ - at_)) {
            const auto before = used();
            out_.resize(before + size + overrun + slack);
            at_ = out_.data() + before;
            end_ = out_.data() + out_.size();
        }
    }

    /// A text with `text_room` readable bytes behind it. Most are short, and a copy of fixed size is two instructions.
    void cached(const char* text, std::size_t size) {
        static_assert(text_room >= 64);
        if (size <= 32) {
            std::memcpy(at_, text, 32);
        } else if (size <= 64) {
            std::memcpy(at_, text, 64);
        } else {
            std::memcpy(at_, text, size);
        }
        at_ += size;
    }
    void text(std::string_view bytes) {
        std::memcpy(at_, bytes.data(), bytes.size());
        at_ += bytes.size();
    }
    void value(double number) {
        at_ = write_value(at_, number);
        *at_++ = '\n';
    }

  private:
    static constexpr std::size_t overrun = text_room + most_value_text + 1;
    static constexpr std::size_t slack = 1024;

    [[nodiscard]] std::size_t used() const { return static_cast<std::size_t>(at_ - out_.data()); }

    std::string& out_;
    std::size_t start_;
    std::size_t budget_;
    char* at_ = nullptr;
    char* end_ = nullptr;
};

}  // namespace magpie::collector
