#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "agent/orders/order_record.hpp"
#include "wire/order/order.hpp"

namespace magpie::agent {

/// Where orders outlive a run: a directory with the record, each signed order that it names ("12.order"), what each
/// issuer of signers has revoked ("<its key>.crl"), and two files for who installs versions
/// (cross/systemd/magpie-agent-upgrade): `wanted-version`, which that one takes away, and `confirmed-version`. A value;
/// the Orders' own.
class OrderFiles {
  public:
    template <class T>
    using Or = tl::expected<T, std::string>;  // the error is a sentence

    explicit OrderFiles(std::string directory);

    /// Empty when there is none that can be read.
    [[nodiscard]] OrderRecord record() const;
    [[nodiscard]] Or<void> write(const OrderRecord& record) const;

    /// Signed, and as it was heard; empty when it cannot be read.
    [[nodiscard]] std::string order(OrderNumber number) const;
    [[nodiscard]] Or<void> write(OrderNumber number, std::string_view der) const;
    /// Removes all orders but these.
    void keep(std::initializer_list<OrderNumber> numbers) const;

    /// The CRL of an issuer (tls::key_name()); empty when it cannot be read, nothing when none was kept.
    [[nodiscard]] std::optional<std::string> revocations(const std::string& issuer) const;
    [[nodiscard]] Or<void> write_revocations(const std::string& issuer, std::string_view der) const;

    [[nodiscard]] bool wants_version() const;
    [[nodiscard]] Or<void> want_version(const std::string& version) const;
    void want_no_version() const;
    [[nodiscard]] Or<void> confirm_version(const std::string& version) const;

  private:
    [[nodiscard]] Or<void> write_file(const std::string& name, std::string_view content) const;

    std::string directory_;
};

}  // namespace magpie::agent
