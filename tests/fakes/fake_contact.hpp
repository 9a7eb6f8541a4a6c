#pragma once

#include <optional>

#include "agent/gpio/contact.hpp"

namespace magpie::fakes {

/// A switch at a line, without the line.
class FakeContact final : public agent::Contact {
  public:
    // What happens.
    void closes() { active_ = true; }
    void opens() { active_ = false; }
    void goes(agent::ContactError problem) {
        problem_ = problem;
        open_ = false;
    }
    void comes_back() { problem_.reset(); }

    [[nodiscard]] unsigned attempts() const { return attempts_; }

    tl::expected<void, agent::ContactError> open() override {
        ++attempts_;
        if (problem_) {
            return tl::unexpected(*problem_);
        }
        open_ = true;
        return {};
    }
    [[nodiscard]] bool is_open() const override { return open_; }
    [[nodiscard]] int descriptor() const override { return -1; }
    tl::expected<bool, agent::ContactError> read() override {
        if (problem_) {
            return tl::unexpected(*problem_);
        }
        return active_;
    }

  private:
    std::optional<agent::ContactError> problem_;
    bool active_ = false;
    bool open_ = false;
    unsigned attempts_ = 0;
};

}  // namespace magpie::fakes
