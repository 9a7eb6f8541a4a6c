#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/ca/certificate.hpp"
#include "collector/database/sqlite.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// One certificate that was given out.
struct Entry {
    std::string serial;
    std::string name;
    std::string usage;  // node, collector, broker, ca
    UtcMs from{};
    UtcMs until{};
    std::optional<UtcMs> revoked;
    std::string why;  // it was revoked
};

enum class Standing : std::uint8_t { good, revoked, unknown };

/// What was issued and taken back: one SQLite file, which several runs of the program may have open at once. A change
/// is on the disk when its call returns. Errors are sentences.
class Register {
  public:
    template <class T>
    using Or = tl::expected<T, std::string>;

    /// Opens or creates.
    [[nodiscard]] static Or<Register> open(const std::string& path);

    [[nodiscard]] Or<void> add(const Entry& entry);
    /// Adds `entry` if the certificate with the serial number `old` is good at this moment; says how that stands.
    [[nodiscard]] Or<Standing> add_after(const std::string& old, const Entry& entry);
    /// Every certificate of the name that has not expired and is not revoked yet: how many.
    [[nodiscard]] Or<std::int64_t> revoke(const std::string& name, const std::string& why, UtcMs now);

    [[nodiscard]] Or<std::vector<Entry>> all();
    [[nodiscard]] Or<bool> knows(const std::string& name);
    /// Calls `publish` with what a CRL made now must name, all that was revoked and would be valid otherwise, and its
    /// number, never the same twice. Nobody else revokes or publishes meanwhile: an older list must not come out last.
    [[nodiscard]] Or<void> next_crl(UtcMs now,
                                    const std::function<Or<void>(const std::vector<Revoked>&, std::int64_t)>& publish);

  private:
    explicit Register(sqlite::Connection connection) : connection_(std::move(connection)) {}
    [[nodiscard]] Or<std::vector<Revoked>> revoked(UtcMs now);
    [[nodiscard]] sqlite::Expected<void> insert(const Entry& entry);

    sqlite::Connection connection_;
};

}  // namespace magpie::collector::ca
