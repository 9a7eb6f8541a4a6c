#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "collector/ca/certificate.hpp"
#include "collector/ca/register.hpp"
#include "collector/ca/renewal.hpp"
#include "platform/tls/x509.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// Certificate and key as files hold them.
struct Issued {
    std::string certificate;  // PEM, with the issuing CA's behind it
    std::string key;          // PEM; empty where the other side has it
    std::string serial;
    UtcMs until{};
};

/// What is to be issued. The name is checked by `issue`.
struct Order {
    std::string usage;  // node, collector, broker, ca, signer
    std::string name;
    std::vector<std::string> hosts;  // of a broker
    std::chrono::days lasts{90};
};

inline constexpr std::chrono::days crl_lasts{7};
/// Takes a CRL in PEM to where it is read; the error is a sentence.
using Deliver = std::function<tl::expected<void, std::string>(const std::string& crl)>;

/// A city's CA in its directory: root.crt and root.key (which may be taken away, only `prolong` needs it), issuing.crt
/// and issuing.key, crl.pem, register.sqlite. Errors are sentences. Used by one thread; several programs may have one
/// open.
class Authority {
  public:
    template <class T>
    using Or = tl::expected<T, std::string>;

    /// Makes all of it, and overwrites nothing.
    [[nodiscard]] static Or<void> create(const std::string& directory, const std::string& city, UtcMs now);
    [[nodiscard]] static Or<Authority> open(const std::string& directory);

    [[nodiscard]] const std::string& directory() const { return directory_; }
    [[nodiscard]] std::string root_pem() const { return tls::pem_of(root_.get()); }
    [[nodiscard]] UtcMs issuing_until() const { return tls::time_of(X509_get0_notAfter(issuing_.get())); }

    /// Nothing outlives the issuing certificate, so it may be shorter than was ordered.
    [[nodiscard]] Or<Issued> issue(const Order& order, UtcMs now);
    /// The new chain for the node that asks; `sender` is who the broker says that is, empty where there was none.
    [[nodiscard]] tl::expected<Issued, Refused> renew(std::string_view der, std::chrono::days lasts,
                                                      std::string_view sender, UtcMs now);
    /// All certificates of the name, and a new CRL. How many; an error when the name is not known.
    [[nodiscard]] Or<std::int64_t> revoke(const std::string& name, const std::string& why, UtcMs now,
                                          const Deliver& deliver = {});
    /// Writes crl.pem anew, valid for a week, and has it delivered before anybody makes a newer one.
    [[nodiscard]] Or<void> crl(UtcMs now, const Deliver& deliver = {});
    /// The issuing certificate for two more years, same key and name, so that all that was issued stays good.
    [[nodiscard]] Or<void> prolong(const std::string& root_key_file, UtcMs now);
    /// What expires within 30 days first; then the others, then what has ended.
    [[nodiscard]] Or<std::vector<Entry>> list(UtcMs now);

  private:
    Authority(std::string directory, tls::Certificate root, tls::Certificate issuing, tls::Key key, Register entries)
        : directory_(std::move(directory)),
          root_(std::move(root)),
          issuing_(std::move(issuing)),
          issuing_key_(std::move(key)),
          register_(std::move(entries)) {}

    [[nodiscard]] Issuer issuer() const { return {issuing_.get(), issuing_key_.get()}; }
    [[nodiscard]] Or<tls::Certificate> make(const Order& order, EVP_PKEY* key, UtcMs now) const;
    [[nodiscard]] Issued told(X509* certificate) const;

    std::string directory_;
    tls::Certificate root_;
    tls::Certificate issuing_;
    tls::Key issuing_key_;
    Register register_;
};

/// A word on a certificate that ends before its time, because the CA does; else empty.
[[nodiscard]] std::string shortened(const Authority& authority, const Issued& issued);

/// Whether less than 30 days of it are left.
[[nodiscard]] bool expires_soon(const Entry& entry, UtcMs now);

}  // namespace magpie::collector::ca
