#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::config {

/// What a check returns: nothing, or the rest of a sentence that begins with the key.
using Refusal = std::optional<std::string>;

struct NoCheck {};

/// Both ends belong to it. A duration is compared in seconds.
class Between {
  public:
    constexpr Between(double least, double most) : least_(least), most_(most) {}

    template <class Number>
    Refusal operator()(const Number& value) const {
        return holds(static_cast<double>(value)) ? std::nullopt : Refusal(sentence());
    }
    template <class Rep, class Period>
    Refusal operator()(std::chrono::duration<Rep, Period> value) const {
        return operator()(std::chrono::duration<double>(value).count());
    }
    [[nodiscard]] std::string sentence() const;

  private:
    [[nodiscard]] bool holds(double value) const { return value >= least_ && value <= most_; }

    double least_;
    double most_;
};

template <class Number>
constexpr Between between(Number least, Number most) {
    return {static_cast<double>(least), static_cast<double>(most)};
}

/// For strings, and for lists of strings, where each entry is meant as well.
struct NotEmpty {
    Refusal operator()(const std::string& value) const;
    Refusal operator()(const std::vector<std::string>& values) const;
};
inline constexpr NotEmpty not_empty{};

class OneOf {
  public:
    OneOf(std::initializer_list<std::string_view> names) : names_(names) {}
    Refusal operator()(const std::string& value) const;

  private:
    std::vector<std::string_view> names_;
};

/// `names` are literals.
inline OneOf one_of(std::initializer_list<std::string_view> names) {
    return names;
}

}  // namespace magpie::config
