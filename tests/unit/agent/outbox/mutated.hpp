#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace magpie::agent {

/// Bytes that something has been at, and which of the old ones still stand side by side.
class Mutated {
  public:
    explicit Mutated(std::string bytes)
        : bytes_(std::move(bytes)), pieces_{Piece{.size = bytes_.size(), .is_old = true}} {}

    /// As a worn cell, a lost or a stray write, or a power cut would do it.
    void mutate(std::minstd_rand& random) {
        if (bytes_.empty()) {
            return;
        }
        const auto at = random() % bytes_.size();
        switch (random() % 7) {
            case 0:
                overwrite(at, std::string(1, static_cast<char>(random())));
                break;
            case 1:
                overwrite(at, std::string(1, static_cast<char>(bytes_[at] ^ (1 << random() % 8))));
                break;
            case 2:
                erase(at, 1 + random() % 8);
                break;
            case 3:
                insert(at, bytes_.substr(random() % bytes_.size(), 1 + random() % 40));
                break;
            case 4:
                overwrite(at, std::string(1 + random() % 600, random() % 2 == 0 ? '\0' : '\xff'));
                break;
            case 5:
                overwrite(at, bytes_.substr(random() % bytes_.size(), 1 + random() % 40));
                break;
            default:
                erase(at, 1 + random() % 600);
        }
    }
    /// Nothing is left behind it.
    void is_cut_at(std::size_t size) { erase(std::min(size, bytes_.size()), bytes_.size()); }

    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    /// The old bytes from `begin` to `end` are there, with nothing between them.
    [[nodiscard]] bool has(std::size_t begin, std::size_t end) const {
        return std::ranges::any_of(pieces_, [&](const Piece& one) {
            return one.is_old && one.origin <= begin && end <= one.origin + one.size;
        });
    }

  private:
    struct Piece {
        std::size_t size;
        bool is_old = false;
        std::size_t origin = 0;  // of its first byte
    };

    void overwrite(std::size_t at, const std::string& with) {
        const auto count = std::min(with.size(), bytes_.size() - at);
        bytes_.replace(at, count, with, 0, count);
        pieces_.insert(take_out(at, count), Piece{.size = count});
    }
    void erase(std::size_t at, std::size_t count) {
        count = std::min(count, bytes_.size() - at);
        bytes_.erase(at, count);
        (void)take_out(at, count);
    }
    void insert(std::size_t at, const std::string& more) {
        bytes_.insert(at, more);
        pieces_.insert(take_out(at, 0), Piece{.size = more.size()});
    }
    /// Where something can be put in their place.
    std::vector<Piece>::iterator take_out(std::size_t at, std::size_t count) {
        const auto begin = split(at);
        const auto first = begin - pieces_.begin();
        const auto end = split(at + count);
        return pieces_.erase(pieces_.begin() + first, end);
    }
    /// The piece that begins there.
    std::vector<Piece>::iterator split(std::size_t at) {
        auto piece = pieces_.begin();
        for (; piece != pieces_.end() && at >= piece->size; ++piece) {
            at -= piece->size;
        }
        if (at == 0) {
            return piece;
        }
        Piece rest{.size = piece->size - at, .is_old = piece->is_old, .origin = piece->origin + at};
        piece->size = at;
        return pieces_.insert(std::next(piece), rest);
    }

    std::string bytes_;
    std::vector<Piece> pieces_;
};

}  // namespace magpie::agent
