#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace magpie::agent {

/// Why a contact was not read: reasons of magpie_pole_sensor_failures_total.
enum class ContactError : std::uint8_t {
    no_device,   ///< no such chip, or it has no such line
    permission,  ///< EACCES, EPERM
    busy,        ///< a driver or another program has the line
    broken,
};

[[nodiscard]] std::string_view reason(ContactError error);

/// A switch at a line of a GPIO chip. The edge of the process: implemented by `GpioContact` over libgpiod and by
/// `FakeContact`. Lives on the loop's thread.
class Contact {
  public:
    virtual ~Contact() = default;

    virtual tl::expected<void, ContactError> open() = 0;
    [[nodiscard]] virtual bool is_open() const = 0;
    /// Readable while edges wait, and always the same.
    [[nodiscard]] virtual int descriptor() const = 0;
    /// Takes the edges that wait, and says whether the line is active now. After an error it is not open.
    virtual tl::expected<bool, ContactError> read() = 0;
};

}  // namespace magpie::agent
